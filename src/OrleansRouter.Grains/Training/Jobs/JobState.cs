using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>Where a job stands.</summary>
public enum JobPhase
{
    /// <summary>It waits for its turn.</summary>
    Queued = 0,

    /// <summary>Its tasks are worked on.</summary>
    Running = 1,

    /// <summary>Its policies are published, or its report is stored.</summary>
    Done = 2,

    /// <summary>It cannot be done.</summary>
    Failed = 3,

    /// <summary>Somebody stopped it.</summary>
    Cancelled = 4,
}

/// <summary>One step of a job.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What happened.</param>
public sealed record JobLogEntry(DateTimeOffset At, string Text);

/// <summary>Plan and place of one training job. The results of its tasks are in the <see cref="IJobTaskStore"/>.</summary>
public sealed record JobState
{
    /// <summary>What is asked for; null for a job that does not exist.</summary>
    public JobRequest? Request { get; init; }

    /// <summary>Where it stands.</summary>
    public JobPhase Phase { get; init; }

    /// <summary>The stages that are known: the first alone until it is done, then all.</summary>
    public IReadOnlyList<JobStage> Stages { get; init; } = [];

    /// <summary>Index of the first stage that is not known to be complete; workers may be further.</summary>
    public int Stage { get; init; }

    /// <summary>The policies that it published.</summary>
    public IReadOnlyList<string> PolicyIds { get; init; } = [];

    /// <summary>SHA-256 of the data file that is its report; null for a job that gives policies, or that has not ended.</summary>
    public string? ReportSha256 { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its steps, oldest first.</summary>
    public IReadOnlyList<JobLogEntry> Log { get; init; } = [];

    /// <summary>Whether there is something left to do.</summary>
    public bool IsOpen => Request is not null && Phase is JobPhase.Queued or JobPhase.Running;
}
