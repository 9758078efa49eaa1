using System.Collections.Concurrent;
using System.Security.Cryptography;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>
/// What this process has of the jobs that its workers run: their files in a folder of its own, the results of earlier stages, and what tasks
/// derived from them. All of it can be had again from the store; only the jobs that were worked on last are kept.
/// </summary>
/// <param name="files">Where files come from.</param>
/// <param name="tasks">Where results come from.</param>
/// <param name="folder">A folder of this process alone; it is made when it is needed, and removed at the end.</param>
/// <param name="jobsKept">How many jobs are kept.</param>
public sealed class JobMaterials(IDataFileStore files, IJobTaskStore tasks, string folder, int jobsKept) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Job> _jobs = [];

    /// <summary>All that a task may read.</summary>
    /// <param name="claim">The task.</param>
    /// <param name="job">Its job.</param>
    /// <param name="context">Threads and cancellation.</param>
    public async Task<JobWork> WorkAsync(TaskClaim claim, JobState job, FitContext context)
    {
        Job known = Open(claim.JobId);
        JobStage stage = job.Stages[claim.Stage];
        var earlier = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.Ordinal);
        foreach (string name in stage.Needs)
        {
            int index = job.Stages.Index().First(s => s.Item.Name == name).Index;
            earlier[name] = await known.Results.OnceAsync(index, () => tasks.ResultsAsync(claim.JobId, index, CancellationToken.None));
        }

        return new JobWork
        {
            Request = job.Request!,
            Stage = stage.Name,
            Round = claim.Round,
            Task = claim.Task,
            Recent = await RecentAsync(known, claim, stage),
            Files = await known.Paths.OnceAsync(0, () => FetchAsync(known, job.Request!.Files)),
            Earlier = earlier,
            Memory = known.Memory,
            Context = context,
        };
    }

    /// <summary>Removes the folder.</summary>
    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private Job Open(string jobId)
    {
        lock (_lock)
        {
            Job job = _jobs.Find(j => j.Id == jobId) ?? new Job(jobId, Path.Combine(folder, $"{Guid.NewGuid():N}"));
            _jobs.Remove(job);
            _jobs.Add(job);
            while (_jobs.Count > jobsKept)
            {
                // Tasks that still read its files keep them open, or fail and are run again.
                string old = _jobs[0].Folder;
                _jobs.RemoveAt(0);
                if (Directory.Exists(old))
                {
                    Directory.Delete(old, recursive: true);
                }
            }

            return job;
        }
    }

    /// <summary>Each round is fetched once; those that no task reads any more are let go.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<byte[]>>> RecentAsync(Job known, TaskClaim claim, JobStage stage)
    {
        int first = stage.FirstRead(claim.Round);
        known.Rounds.Forget(key => key.Stage < claim.Stage || (key.Stage == claim.Stage && key.Round < first));
        List<IReadOnlyList<byte[]>> recent = [];
        for (int round = first; round < claim.Round; round++)
        {
            (int Stage, int Round) key = (claim.Stage, round);
            recent.Add(await known.Rounds.OnceAsync(key, async () =>
            {
                IReadOnlyList<byte[]> results = await tasks.RoundAsync(claim.JobId, key.Stage, key.Round, CancellationToken.None);
                return results.Count == stage.Tasks
                    ? results
                    : throw new OperationCanceledException($"Round {key.Round} of stage '{stage.Name}' is not there any more: the claim was lost.");
            }));
        }

        return recent;
    }

    private async Task<IReadOnlyList<string>> FetchAsync(Job job, IReadOnlyList<JobFile> wanted)
    {
        List<string> paths = [];
        foreach (JobFile file in wanted)
        {
            string place = Path.Combine(job.Folder, $"{paths.Count}");
            Directory.CreateDirectory(place);
            paths.Add(Path.Combine(place, file.Name));
            await using var stream = new FileStream(paths[^1], FileMode.Create, FileAccess.ReadWrite);
            await files.CopyToAsync(file.Sha256, stream, CancellationToken.None);
            stream.Position = 0;
            string found = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
            if (found != file.Sha256)
            {
                throw new InvalidDataException($"File '{file.Name}' was stored as {file.Sha256} and reads as {found}; the store is damaged.");
            }
        }

        return paths;
    }

    private sealed record Job(string Id, string Folder)
    {
        public JobMemory Memory { get; } = new();

        public Shared<int, IReadOnlyList<byte[]>> Results { get; } = new();

        public Shared<(int Stage, int Round), IReadOnlyList<byte[]>> Rounds { get; } = new();

        public Shared<int, IReadOnlyList<string>> Paths { get; } = new();
    }

    /// <summary>What several tasks wait for together, so that it does not end with one of them; a failure is not kept.</summary>
    private sealed class Shared<TKey, T>
        where TKey : notnull
    {
        private readonly ConcurrentDictionary<TKey, Lazy<Task<T>>> _known = new();

        public async Task<T> OnceAsync(TKey key, Func<Task<T>> make)
        {
            Lazy<Task<T>> entry = _known.GetOrAdd(key, _ => new Lazy<Task<T>>(make));
            try
            {
                return await entry.Value;
            }
            catch
            {
                _known.TryRemove(KeyValuePair.Create(key, entry));
                throw;
            }
        }

        public void Forget(Func<TKey, bool> isOld)
        {
            foreach (TKey key in _known.Keys.Where(isOld))
            {
                _known.TryRemove(key, out _);
            }
        }
    }
}
