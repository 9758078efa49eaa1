using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Jobs;

/// <summary>
/// A training or an evaluation as stages of tasks that know nothing of each other. Stages follow one another, and so do the rounds of a stage; the tasks of one round
/// run anywhere and in any order. What the tasks are depends on the request and the data alone, never on who works, so that any number of workers gives the same bytes.
/// Pure: no clock, no store, no logger; found by name.
/// </summary>
public interface IJobPlan : INamed
{
    /// <summary>What the results of the last stage are. Default policies.</summary>
    JobYield Yields => JobYield.Policies;

    /// <summary>Checks everything that needs no data.</summary>
    /// <exception cref="ArgumentException">The request cannot be run; the message says why.</exception>
    void Validate(JobRequest request);

    /// <summary>The stages after <see cref="JobStage.Prepare"/>. The results of the last one are what the plan yields.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prepared">The result of the first stage.</param>
    IReadOnlyList<JobStage> Stages(JobRequest request, byte[] prepared);

    /// <summary>Runs one task. Equal requests, data and earlier results give equal bytes.</summary>
    /// <exception cref="ArgumentException">The data cannot be trained on.</exception>
    /// <exception cref="Data.DataFormatException">A file is damaged or of another kind.</exception>
    byte[] Run(JobWork work);
}

/// <summary>What a job is for.</summary>
public enum JobYield
{
    /// <summary>Every result of the last stage is a policy file.</summary>
    Policies = 0,

    /// <summary>The one result of the last stage is a report, a JSON text in UTF-8.</summary>
    Report = 1,
}

/// <summary>A number of tasks that may run at once, in one round or in several that follow one another.</summary>
/// <param name="Name">Unique in its job.</param>
/// <param name="Tasks">How many, at least 1.</param>
/// <param name="Needs">Earlier stages; tasks read the results of their last rounds.</param>
/// <param name="Rounds">How often every task is run, at least 1. A round begins when the one before is complete, and reads its results.</param>
/// <param name="Lap">
/// For how many rounds results stay, at least 1: a round reads the results from the last round before it whose number is a multiple of this. So a
/// machine that begins in the middle of a lap can do again what the others have done in it.
/// </param>
public sealed record JobStage(string Name, int Tasks, IReadOnlyList<string> Needs, int Rounds = 1, int Lap = 1)
{
    /// <summary>The first stage of every plan: reads the data once and says how much there is to do.</summary>
    public static JobStage Prepare { get; } = new("prepare", 1, []);

    /// <summary>How many results the stage has in all.</summary>
    public int CountResults() => Tasks * Rounds;

    /// <summary>The first of the rounds whose results <paramref name="round"/> reads; older ones are read by none after it either.</summary>
    public int FirstRead(int round) => Math.Max(0, round - 1) / Lap * Lap;
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
        if (request.Files.Contains(null) || request.Families.Contains(null) || request.Evaluation.Options.Routers.Contains(null))
        {
            throw new ArgumentException("An element of files, families or evaluation.options.routers is null; expected none.");
        }

        IJobPlan plan = Registry.All.FirstOrDefault(p => p.Name == request.Kind)
            ?? throw new ArgumentException($"No kind of job '{request.Kind}'; there are: {string.Join(", ", Registry.All.Select(p => p.Name))}.");
        plan.Validate(FitGuard.Validated(request));
        return plan;
    }
}
