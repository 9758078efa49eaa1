namespace OrleansRouter.Grains.Policies;

/// <summary>A stored policy file.</summary>
/// <param name="PolicyId">Its id: unique, chosen at import.</param>
/// <param name="Family">The router family that trained it.</param>
/// <param name="ContentHash">SHA-256 of the content, hexadecimal; receipts name it.</param>
/// <param name="SizeBytes">Size of the file.</param>
/// <param name="CreatedAt">When it was stored.</param>
/// <param name="SummaryJson">The training summary.</param>
public sealed record PolicyInfo(
    string PolicyId, string Family, string ContentHash, long SizeBytes, DateTimeOffset CreatedAt, string SummaryJson);

/// <summary>Immutable policy files by id and by content hash.</summary>
public interface IPolicyStore
{
    /// <summary>The kind under which <see cref="Hosting.IChangeFeed"/> tells of a policy; no grain's states have it.</summary>
    const string ChangeKind = "policy-file";

    /// <summary>Stores a policy durably; storing the same id and content again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The id is taken by other content.</exception>
    Task SaveAsync(PolicyInfo info, ReadOnlyMemory<byte> file, CancellationToken cancellationToken);

    /// <summary>The file with this id or content hash, or null.</summary>
    Task<(PolicyInfo Info, byte[] File)?> FindAsync(string policyIdOrHash, CancellationToken cancellationToken);

    /// <summary>Removes a policy durably; nothing happens where there is none. Receipts of its decisions can no longer be recomputed.</summary>
    Task DeleteAsync(string policyId, CancellationToken cancellationToken);

    /// <summary>What is known of the policy with this id, without its file, or null.</summary>
    Task<PolicyInfo?> FindInfoAsync(string policyId, CancellationToken cancellationToken);

    /// <summary>All policies, oldest first.</summary>
    Task<IReadOnlyList<PolicyInfo>> ListAsync(CancellationToken cancellationToken);
}
