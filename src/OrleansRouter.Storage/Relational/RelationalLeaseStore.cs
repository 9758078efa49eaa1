using Dapper;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Storage.Relational;

/// <summary>Leases as rows that stay, so that tokens only ever increase. Their names sort before those of states: see <see cref="Write.Locks"/>.</summary>
internal sealed class RelationalLeaseStore(Session session, IDatabase database) : ILeaseStore
{
    public Task<Fence?> TryHoldAsync(string lease, string holder, TimeSpan term, CancellationToken cancellationToken)
    {
        string sql = $"""
            INSERT INTO leases (name, holder, token, expires_at) VALUES (@lease, @holder, 1, {database.Now} + @Ticks)
            ON CONFLICT (name) DO UPDATE SET
              token = leases.token + CASE WHEN leases.expires_at > {database.Now} THEN 0 ELSE 1 END,
              holder = excluded.holder, expires_at = excluded.expires_at
              WHERE leases.expires_at <= {database.Now} OR leases.holder = excluded.holder
            RETURNING token
            """;
        var row = new { lease, holder, term.Ticks };
        return session.WriteAsync(
            c => c.ExecuteScalar<long?>(sql, row) is { } token ? new Fence(lease, token) : null, cancellationToken, Locks(lease));
    }

    public Task ReleaseAsync(Fence fence, CancellationToken cancellationToken)
    {
        const string Sql = "UPDATE leases SET expires_at = 0 WHERE name = @Lease AND token = @Token";
        return session.WriteAsync(c => c.Execute(Sql, fence), cancellationToken, Locks(fence.Lease));
    }

    /// <summary>The name under which a batch sorts what locks a lease.</summary>
    public static string Locks(string lease) => $"\0{lease}\0";
}
