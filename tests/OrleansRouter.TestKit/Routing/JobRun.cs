using System.Security.Cryptography;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.TestKit.Routing;

/// <summary>Runs the plan of a job task by task, without grains and stores.</summary>
public static class JobRun
{
    /// <summary>A request for files of this machine.</summary>
    public static JobFile FileOf(string path, JobFileRole role = JobFileRole.Data)
    {
        using FileStream stream = File.OpenRead(path);
        return new JobFile(Path.GetFileName(path), Convert.ToHexStringLower(SHA256.HashData(stream)), role);
    }

    /// <summary>The results of the last stage.</summary>
    /// <param name="request">The job.</param>
    /// <param name="paths">Where its files are.</param>
    /// <param name="workers">Machines, each with a memory of its own; tasks are dealt out to them at random.</param>
    /// <param name="seed">Seed of order and dealing.</param>
    public static IReadOnlyList<byte[]> Policies(JobRequest request, IReadOnlyList<string> paths, int workers = 1, ulong seed = 0)
    {
        IJobPlan plan = JobPlans.For(request);
        JobMemory[] memories = [.. Enumerable.Range(0, workers).Select(_ => new JobMemory())];
        var rng = new Rng(seed);
        var results = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.Ordinal);
        byte[] prepared = Run(plan, request, paths, JobStage.Prepare, results, memories, rng)[0];
        IReadOnlyList<byte[]> last = [];
        foreach (JobStage stage in plan.Stages(request, prepared))
        {
            last = Run(plan, request, paths, stage, results, memories, rng);
        }

        return last;
    }

    private static byte[][] Run(
        IJobPlan plan, JobRequest request, IReadOnlyList<string> paths, JobStage stage, Dictionary<string, IReadOnlyList<byte[]>> results,
        JobMemory[] memories, Rng rng)
    {
        List<byte[][]> rounds = [];
        for (int round = 0; round < stage.Rounds; round++)
        {
            var done = new byte[stage.Tasks][];
            foreach (int task in rng.Permutation(stage.Tasks))
            {
                done[task] = plan.Run(new JobWork
                {
                    Request = request,
                    Stage = stage.Name,
                    Round = round,
                    Task = task,
                    Recent = rounds[stage.FirstRead(round)..],
                    Files = paths,
                    Earlier = stage.Needs.ToDictionary(need => need, need => results[need], StringComparer.Ordinal),
                    Memory = memories[rng.NextInt(memories.Length)],
                    Context = new FitContext(1 + rng.NextInt(3)),
                });
            }

            rounds.Add(done);
        }

        results[stage.Name] = rounds[^1];
        return rounds[^1];
    }
}
