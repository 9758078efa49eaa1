namespace OrleansRouter.Grains.Feedback;

/// <summary>What became of an appended feedback.</summary>
public enum FeedbackAppendResult
{
    /// <summary>It is stored.</summary>
    Stored,

    /// <summary>The same key and content was stored before; nothing changed.</summary>
    Duplicate,

    /// <summary>The same key was stored with other content; nothing changed.</summary>
    Conflict,
}

/// <summary>The append-only log of feedback. A completed append survives SIGKILL and is there exactly once.</summary>
public interface IFeedbackLog
{
    /// <summary>Appends; completes when durable. Many concurrent appends share one commit.</summary>
    Task<FeedbackAppendResult> AppendAsync(FeedbackRecord feedback, CancellationToken cancellationToken);

    /// <summary>Feedback in log order, after <paramref name="afterSequence"/>.</summary>
    IAsyncEnumerable<(long Sequence, FeedbackRecord Feedback)> ReadAsync(long afterSequence, CancellationToken cancellationToken);

    /// <summary>
    /// The feedback of one tenant in log order, after <paramref name="afterSequence"/>. Whoever has read up to a sequence has missed
    /// nothing before it: an engine shows no entry before all smaller sequences are there.
    /// </summary>
    IAsyncEnumerable<(long Sequence, FeedbackRecord Feedback)> ReadAsync(string tenantId, long afterSequence, CancellationToken cancellationToken);

    /// <summary>The feedback about one decision, in log order.</summary>
    Task<IReadOnlyList<FeedbackRecord>> FindAsync(string tenantId, string decisionId, CancellationToken cancellationToken);

    /// <summary>The feedback of one tenant about decisions whose ids lie between two, both included; each decision's in log order.</summary>
    Task<IReadOnlyList<FeedbackRecord>> FindBetweenAsync(
        string tenantId, string firstDecisionId, string lastDecisionId, CancellationToken cancellationToken);
}
