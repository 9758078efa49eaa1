using Dapper;
using OrleansRouter.Grains.Audit;
using static OrleansRouter.Storage.Relational.RecordGuard;

namespace OrleansRouter.Storage.Relational;

/// <summary>The audit log as rows of a table that only ever grows.</summary>
internal sealed class RelationalAuditLog(Session session) : IAuditLog
{
    private const string Insert = """
        INSERT INTO audit (entry_id, tenant_id, at, actor, action, subject, details_json)
        VALUES (@EntryId, @TenantId, @At, @Actor, @Action, @Subject, @DetailsJson)
        ON CONFLICT (entry_id) DO NOTHING
        """;

    private const string Select = """
        SELECT sequence AS Sequence, entry_id AS EntryId, tenant_id AS TenantId, at AS At, actor AS Actor, action AS Action, subject AS Subject,
          details_json AS DetailsJson
        FROM audit WHERE sequence > @afterSequence AND sequence <= @horizon
        """;

    public Task AppendAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        Require(entry.EntryId.Length > 0, "Audit entry", "entry_id", entry.EntryId, "at least 1 character");
        var row = new
        {
            entry.EntryId,
            entry.TenantId,
            At = Instant.ToColumn(entry.At),
            entry.Actor,
            entry.Action,
            entry.Subject,
            entry.DetailsJson,
        };
        return session.WriteAsync(c => c.Execute(Insert, row), cancellationToken);
    }

    public Task<IReadOnlyList<(long Sequence, AuditEntry Entry)>> ReadPageAsync(
        string? tenantId, long afterSequence, int size, CancellationToken cancellationToken)
    {
        string sql = $"{Select}{(tenantId is null ? "" : " AND tenant_id = @tenantId")} ORDER BY sequence LIMIT @size";
        return session.FollowAsync<IReadOnlyList<(long, AuditEntry)>>(
            async (c, horizon) =>
            {
                var parameters = new { tenantId, afterSequence, horizon, size };
                IEnumerable<AuditRow> rows = await c.QueryAsync<AuditRow>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
                return [.. rows.Select(r => (r.Sequence, r.ToEntry()))];
            },
            cancellationToken);
    }

    private sealed record AuditRow
    {
        public required long Sequence { get; init; }

        public required string EntryId { get; init; }

        public string? TenantId { get; init; }

        public required long At { get; init; }

        public required string Actor { get; init; }

        public required string Action { get; init; }

        public required string Subject { get; init; }

        public required string DetailsJson { get; init; }

        public AuditEntry ToEntry() => new()
        {
            EntryId = EntryId,
            TenantId = TenantId,
            At = Instant.FromColumn(At),
            Actor = Actor,
            Action = Action,
            Subject = Subject,
            DetailsJson = DetailsJson,
        };
    }
}
