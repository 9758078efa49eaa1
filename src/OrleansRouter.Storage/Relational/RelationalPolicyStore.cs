using System.Data.Common;
using Dapper;
using OrleansRouter.Grains.Policies;
using static OrleansRouter.Storage.Relational.RecordGuard;

namespace OrleansRouter.Storage.Relational;

/// <summary>Policy files as rows that never change, until they are removed.</summary>
internal sealed class RelationalPolicyStore(Session session) : IPolicyStore
{
    private const string Insert = """
        INSERT INTO policies (policy_id, family, content_hash, size_bytes, created_at, summary_json, file)
        VALUES (@PolicyId, @Family, @ContentHash, @SizeBytes, @CreatedAt, @SummaryJson, @File)
        ON CONFLICT (policy_id) DO NOTHING
        """;

    private const string Columns = """
        policy_id AS PolicyId, family AS Family, content_hash AS ContentHash, size_bytes AS SizeBytes, created_at AS CreatedAt,
        summary_json AS SummaryJson
        """;

    // An id comes before a hash, and of several ids with that content the oldest is found.
    private const string Find = $"""
        SELECT {Columns}, file AS File FROM policies WHERE policy_id = @policyIdOrHash OR content_hash = @policyIdOrHash
        ORDER BY CASE WHEN policy_id = @policyIdOrHash THEN 0 ELSE 1 END, created_at, policy_id LIMIT 1
        """;

    public async Task SaveAsync(PolicyInfo info, ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var row = PolicyRow.From(info, file.ToArray());
        if (!await session.WriteAsync(c => Save(c, row), cancellationToken, Locks(row.PolicyId)))
        {
            throw new InvalidOperationException(
                $"Policy id '{info.PolicyId}' is taken by other content; policies never change. Use another id.");
        }
    }

    public async Task<(PolicyInfo Info, byte[] File)?> FindAsync(string policyIdOrHash, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(Find, new { policyIdOrHash }, cancellationToken: cancellationToken);
        PolicyRow? found = await session.ReadAsync(c => c.QuerySingleOrDefaultAsync<PolicyRow>(command), cancellationToken);
        return found is null ? null : (found.ToInfo(), found.File);
    }

    public Task DeleteAsync(string policyId, CancellationToken cancellationToken) => session.WriteAsync(
        c => c.Execute("DELETE FROM policies WHERE policy_id = @policyId", new { policyId }), cancellationToken, Locks(policyId));

    public async Task<PolicyInfo?> FindInfoAsync(string policyId, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(
            $"SELECT {Columns} FROM policies WHERE policy_id = @policyId", new { policyId }, cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QuerySingleOrDefaultAsync<PolicyRow>(command), cancellationToken))?.ToInfo();
    }

    public async Task<IReadOnlyList<PolicyInfo>> ListAsync(CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(
            $"SELECT {Columns} FROM policies ORDER BY created_at, policy_id", cancellationToken: cancellationToken);
        return [.. (await session.ReadAsync(c => c.QueryAsync<PolicyRow>(command), cancellationToken)).Select(r => r.ToInfo())];
    }

    private static string Locks(string policyId) => $"{IPolicyStore.ChangeKind}\0{policyId}";

    /// <returns>False when the id is taken by other content.</returns>
    private static bool Save(DbConnection connection, PolicyRow row) =>
        connection.Execute(Insert, row) == 1
        || connection.ExecuteScalar<byte[]>("SELECT file FROM policies WHERE policy_id = @PolicyId", row).AsSpan().SequenceEqual(row.File);

    private sealed record PolicyRow
    {
        public required string PolicyId { get; init; }

        public required string Family { get; init; }

        public required string ContentHash { get; init; }

        public required long SizeBytes { get; init; }

        public required long CreatedAt { get; init; }

        public required string SummaryJson { get; init; }

        public byte[] File { get; init; } = [];

        public static PolicyRow From(PolicyInfo info, byte[] file)
        {
            string record = $"Policy '{info.PolicyId}'";
            Require(info.PolicyId.Length > 0, "Policy", "id", info.PolicyId, "at least 1 character");
            Require(info.SizeBytes == file.Length, record, "size", info.SizeBytes, $"{file.Length}, the size of the file");
            return new PolicyRow
            {
                PolicyId = info.PolicyId,
                Family = info.Family,
                ContentHash = info.ContentHash,
                SizeBytes = info.SizeBytes,
                CreatedAt = Instant.ToColumn(info.CreatedAt),
                SummaryJson = info.SummaryJson,
                File = file,
            };
        }

        public PolicyInfo ToInfo() => new(PolicyId, Family, ContentHash, SizeBytes, Instant.FromColumn(CreatedAt), SummaryJson);
    }
}
