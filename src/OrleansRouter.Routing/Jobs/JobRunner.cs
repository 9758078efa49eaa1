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
        byte[][] Run(JobStage stage, FitContext part)
        {
            byte[][] done = ParallelItems.Run(stage.Tasks, part, (task, inner) => plan.Run(WorkOf(request, stage, task, paths, results, memory, inner)));
            results[stage.Name] = done;
            return done;
        }

        byte[] prepared = Run(JobStage.Prepare, context.Part(0, 0.1)).Single();
        IReadOnlyList<JobStage> stages = plan.Stages(request, prepared);
        byte[][] last = [];
        for (int i = 0; i < stages.Count; i++)
        {
            last = Run(stages[i], context.Part(0.1 + (0.9 * i / stages.Count), 0.1 + (0.9 * (i + 1) / stages.Count)));
        }

        return last;
    }

    private static JobWork WorkOf(
        JobRequest request, JobStage stage, int task, IReadOnlyList<string> paths, Dictionary<string, IReadOnlyList<byte[]>> results, JobMemory memory,
        FitContext context) => new()
        {
            Request = request,
            Stage = stage.Name,
            Task = task,
            Files = paths,
            Earlier = stage.Needs.ToDictionary(need => need, need => results[need], StringComparer.Ordinal),
            Memory = memory,
            Context = context,
        };
}
