using System.Security.Cryptography;
using NSubstitute;
using OrleansRouter.Embedded;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Routing;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Grains.Tests.Training.Jobs;

/// <summary>A SQLite file with everything, and "processes" over it: a host with materials of its own each.</summary>
internal sealed class JobBench : IAsyncDisposable
{
    private readonly TemporarySqlite _database = new();
    private readonly List<JobProcess> _processes = [];

    public RelationalStore Store { get; private set; } = null!;

    public static async Task<JobBench> StartAsync() => await new JobBench().OpenAsync();

    public JobProcess StartProcess(IDataFileStore? files = null)
    {
        _processes.Add(new JobProcess(Store, files ?? Store.DataFiles, Path.Combine(_database.Folder, $"process-{_processes.Count}")));
        return _processes[^1];
    }

    /// <summary>Uploads the files of a job.</summary>
    public async Task UploadAsync(JobSample sample)
    {
        foreach (string path in sample.Paths)
        {
            await using FileStream stream = File.OpenRead(path);
            await Store.DataFiles.SaveAsync(stream, null, default);
        }
    }

    /// <summary>A process with a job whose first task cannot read its files before the gate is open.</summary>
    public async Task<(JobProcess Process, GatedFiles Gate)> StartGatedAsync(JobSample sample)
    {
        await UploadAsync(sample);
        var gate = new GatedFiles(Store.DataFiles);
        JobProcess process = StartProcess(gate);
        await process.Job().CreateAsync(sample.Request);
        await process.Job().AdvanceAsync(null);
        return (process, gate);
    }

    /// <summary>The policies that a job published, as files.</summary>
    public async Task<string[]> PublishedAsync(JobState job)
    {
        List<string> hashes = [];
        foreach (string id in job.PolicyIds)
        {
            hashes.Add(Convert.ToHexString(SHA256.HashData((await Store.Policies.FindAsync(id, default))!.Value.File)));
        }

        return [.. hashes];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (JobProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        await Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<JobBench> OpenAsync()
    {
        Store = await _database.OpenAsync();
        return this;
    }
}

/// <summary>One process over the store.</summary>
internal sealed class JobProcess : IAsyncDisposable
{
    public static WorkerSettings Settings { get; } = new(Term: TimeSpan.FromMilliseconds(300), Threads: 1, Patience: TimeSpan.FromMilliseconds(50));

    private readonly JobMaterials _materials;

    public JobProcess(RelationalStore store, IDataFileStore files, string folder)
    {
        _materials = new JobMaterials(files, store.JobTasks, folder, jobsKept: 2);
        var services = Substitute.For<IServiceProvider>();
        services.GetService(typeof(IJobTaskStore)).Returns(store.JobTasks);
        services.GetService(typeof(IDataFileStore)).Returns(files);
        services.GetService(typeof(IPolicyStore)).Returns(store.Policies);
        services.GetService(typeof(JobMaterials)).Returns(_materials);
        Host = new EmbeddedGrainHost(store.States, new EmbeddedHostOptions { MaxStateAge = TimeSpan.Zero }, services: services);
    }

    public EmbeddedGrainHost Host { get; }

    public ITrainingJobGrain Job(string id = "job") => Host.GetGrain<ITrainingJobGrain>(id);

    public ITrainingWorkerGrain Worker(int worker = 0) => Host.GetGrain<ITrainingWorkerGrain>($"worker-{worker}");

    /// <summary>Takes a task and runs it to its end.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> WorkAsync(int worker = 0, CancellationToken cancellationToken = default)
    {
        WorkerStep step;
        do
        {
            step = await Worker(worker).WorkAsync(Settings, cancellationToken);
        }
        while (step == WorkerStep.Working);
        return step == WorkerStep.Ended;
    }

    /// <summary>Moves the job and lets workers work until it ends.</summary>
    public async Task<JobState> FinishAsync(int workers = 1, string id = "job", Fence? fence = null)
    {
        JobState job;
        while ((job = await Job(id).AdvanceAsync(fence)).IsOpen)
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => WorkAsync(worker)));
        }

        return job;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _materials.DisposeAsync();
    }
}
