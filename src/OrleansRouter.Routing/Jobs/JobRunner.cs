using OrleansRouter.Learning;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Jobs;

/// <summary>Runs a training job in this process, without grains and stores, to the same bytes.</summary>
public static class JobRunner
{
    /// <summary>The policy files that the job gives.</summary>
    /// <param name="request">The job.</param>
    /// <param name="paths">Paths of its files, in their order.</param>
    /// <param name="context">Tasks at once, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The request or the data cannot be trained on.</exception>
    public static IReadOnlyList<byte[]> Run(JobRequest request, IReadOnlyList<string> paths, FitContext context)
    {
        IJobPlan plan = JobPlans.For(request);
        var memory = new JobMemory();
        var results = new Dictionary<string, IReadOnlyList<byte[]>>(StringComparer.Ordinal);
        IReadOnlyList<byte[]> Run(JobStage stage, FitContext part)
        {
            List<IReadOnlyList<byte[]>> recent = [];
            for (int round = 0; round < stage.Rounds; round++)
            {
                FitContext turn = part.Part((double)round / stage.Rounds, (round + 1.0) / stage.Rounds);
                recent.RemoveRange(0, stage.FirstRead(round) - stage.FirstRead(round - 1));
                JobWork work = WorkOf(request, stage, round, recent, paths, results, memory);
                recent.Add(ParallelItems.Run(stage.Tasks, turn, (task, inner) => plan.Run(work with { Task = task, Context = inner })));
            }

            return results[stage.Name] = recent[^1];
        }

        byte[] prepared = Run(JobStage.Prepare, context.Part(0, 0.1)).Single();
        IReadOnlyList<JobStage> stages = plan.Stages(request, prepared);
        IReadOnlyList<byte[]> last = [];
        for (int i = 0; i < stages.Count; i++)
        {
            last = Run(stages[i], context.Part(0.1 + (0.9 * i / stages.Count), 0.1 + (0.9 * (i + 1) / stages.Count)));
        }

        return last;
    }

    private static JobWork WorkOf(
        JobRequest request, JobStage stage, int round, IReadOnlyList<IReadOnlyList<byte[]>> recent, IReadOnlyList<string> paths,
        Dictionary<string, IReadOnlyList<byte[]>> results, JobMemory memory) => new()
        {
            Request = request,
            Stage = stage.Name,
            Round = round,
            Task = 0,
            Recent = [.. recent],
            Files = paths,
            Earlier = stage.Needs.ToDictionary(need => need, need => results[need], StringComparer.Ordinal),
            Memory = memory,
            Context = FitContext.Default,
        };
}
