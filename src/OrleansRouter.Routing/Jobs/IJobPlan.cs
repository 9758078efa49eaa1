using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Jobs;

/// <summary>
/// A training as stages of tasks that know nothing of each other. Stages follow one another; the tasks of one stage run anywhere and in any
/// order. What the tasks are depends on the request and the data alone, never on who works, so that any number of workers gives the same bytes.
/// Pure: no clock, no store, no logger; found by name.
/// </summary>
public interface IJobPlan : INamed
{
    /// <summary>Checks everything that needs no data.</summary>
    /// <exception cref="ArgumentException">The request cannot be run; the message says why.</exception>
    void Validate(JobRequest request);

    /// <summary>The stages after <see cref="JobStage.Prepare"/>. The results of the last one are policy files.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prepared">The result of the first stage.</param>
    IReadOnlyList<JobStage> Stages(JobRequest request, byte[] prepared);

    /// <summary>Runs one task. Equal requests, data and earlier results give equal bytes.</summary>
    /// <exception cref="ArgumentException">The data cannot be trained on.</exception>
    /// <exception cref="Data.DataFormatException">A file is damaged or of another kind.</exception>
    byte[] Run(JobWork work);
}

/// <summary>A number of tasks that may run at once.</summary>
/// <param name="Name">Unique in its job.</param>
/// <param name="Tasks">How many, at least 1.</param>
/// <param name="Needs">Earlier stages whose results its tasks read.</param>
public sealed record JobStage(string Name, int Tasks, IReadOnlyList<string> Needs)
{
    /// <summary>The first stage of every plan: reads the data once and says how much there is to do.</summary>
    public static JobStage Prepare { get; } = new("prepare", 1, []);
}

/// <summary>Every plan of this assembly, found by name.</summary>
public static class JobPlans
{
    /// <summary>The plans; a new one is one public class that implements <see cref="IJobPlan"/>.</summary>
    public static Registry<IJobPlan> Registry { get; } = Registry<IJobPlan>.Scan(typeof(JobPlans).Assembly);

    /// <summary>The plan of a request that can be run.</summary>
    /// <exception cref="ArgumentException">There is no such plan, or the request cannot be run; the message says why.</exception>
    public static IJobPlan For(JobRequest request)
    {
        IJobPlan plan = Registry.All.FirstOrDefault(p => p.Name == request.Kind)
            ?? throw new ArgumentException($"No kind of training '{request.Kind}'; there are: {string.Join(", ", Registry.All.Select(p => p.Name))}.");
        plan.Validate(FitGuard.Validated(request));
        return plan;
    }
}
