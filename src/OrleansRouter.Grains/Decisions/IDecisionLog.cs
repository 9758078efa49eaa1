namespace OrleansRouter.Grains.Decisions;

/// <summary>A decision and, when it is known, its outcome.</summary>
/// <param name="Decision">The choice.</param>
/// <param name="Outcome">What became of it, or null when it is not known (yet).</param>
public sealed record LoggedDecision(DecisionRecord Decision, OutcomeRecord? Outcome);

/// <summary>The append-only log of decisions and outcomes. A completed append survives SIGKILL.</summary>
public interface IDecisionLog
{
    /// <summary>Appends; completes when durable. Many concurrent appends share one commit. A repeated id changes nothing.</summary>
    Task AppendAsync(DecisionRecord decision, CancellationToken cancellationToken);

    /// <summary>Appends; completes when durable. A repeated id changes nothing.</summary>
    Task AppendAsync(OutcomeRecord outcome, CancellationToken cancellationToken);

    /// <summary>The decision of this tenant with this id, or null.</summary>
    Task<LoggedDecision?> FindAsync(string tenantId, string decisionId, CancellationToken cancellationToken);

    /// <summary>A page of the decisions of one tenant that were made from an instant on, in order of ids, which is that of time.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="since">Decisions before are left out.</param>
    /// <param name="afterDecisionId">The page goes on after this; null: from the first.</param>
    /// <param name="size">The most decisions of the page; a page of fewer is the last.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<IReadOnlyList<LoggedDecision>> ReadPageAsync(
        string tenantId, DateTimeOffset since, string? afterDecisionId, int size, CancellationToken cancellationToken);

    /// <summary>Decisions in log order, after <paramref name="afterSequence"/>.</summary>
    IAsyncEnumerable<(long Sequence, LoggedDecision Entry)> ReadAsync(long afterSequence, CancellationToken cancellationToken);
}
