namespace OrleansRouter.Grains.Audit;

/// <summary>One line of the audit log: who did what to what, and why.</summary>
public sealed record AuditEntry
{
    /// <summary>Unique; the same id is stored once.</summary>
    public required string EntryId { get; init; }

    /// <summary>The tenant it is about; null: the whole installation.</summary>
    public string? TenantId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Public id of the key that was used, or "rollout" for what the gateway did by itself.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Subject { get; init; }

    /// <summary>What it was done with: a JSON object.</summary>
    public required string DetailsJson { get; init; }
}

/// <summary>The append-only log of what operators, administrators and rollouts did. A completed append survives SIGKILL.</summary>
public interface IAuditLog
{
    /// <summary>Appends; completes when durable. A repeated id changes nothing.</summary>
    Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>A page in log order.</summary>
    /// <param name="tenantId">Entries about this tenant alone; null: all.</param>
    /// <param name="afterSequence">Where to go on; 0: from the first.</param>
    /// <param name="size">The most entries of the page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    Task<IReadOnlyList<(long Sequence, AuditEntry Entry)>> ReadPageAsync(
        string? tenantId, long afterSequence, int size, CancellationToken cancellationToken);
}
