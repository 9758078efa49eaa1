using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Storage.Relational;

/// <summary>States as rows; the version column is the ETag, and every write names the version that it replaces.</summary>
internal sealed class RelationalStateStore(Session session, IDatabase database) : IStateStore
{
    private const int PageSize = 500;
    private const string Columns = "kind AS Kind, key AS Key, version AS Version, value AS Value";

    public async Task<StoredState?> ReadAsync(string kind, string key, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(
            $"SELECT {Columns} FROM states WHERE kind = @kind AND key = @key", new { kind, key }, cancellationToken: cancellationToken);
        return (await session.ReadAsync(c => c.QuerySingleOrDefaultAsync<StateRow>(command), cancellationToken))?.ToState();
    }

    public Task<long?> WriteAsync(
        string kind, string key, long expectedVersion, ReadOnlyMemory<byte> value, Fence? fence, CancellationToken cancellationToken)
    {
        string sql = expectedVersion == 0
            ? "INSERT INTO states (kind, key, version, value) VALUES (@kind, @key, 1, @value) ON CONFLICT (kind, key) DO NOTHING"
            : "UPDATE states SET version = version + 1, value = @value WHERE kind = @kind AND key = @key AND version = @expectedVersion";
        var row = new { kind, key, expectedVersion, value = value.ToArray() };
        return session.WriteAsync<long?>(
            c =>
            {
                RequireHeld(c, fence);
                return c.Execute(sql, row) == 1 ? expectedVersion + 1 : null;
            },
            cancellationToken,
            fence is null ? Locks(kind, key) : RelationalLeaseStore.Locks(fence.Lease) + Locks(kind, key));
    }

    public Task<bool> DeleteAsync(string kind, string key, long expectedVersion, CancellationToken cancellationToken)
    {
        const string Sql = "DELETE FROM states WHERE kind = @kind AND key = @key AND version = @expectedVersion";
        return session.WriteAsync(
            c => c.Execute(Sql, new { kind, key, expectedVersion }) == 1, cancellationToken, Locks(kind, key));
    }

    public async IAsyncEnumerable<StoredState> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const string Sql = $"SELECT {Columns} FROM states WHERE kind = @kind AND key > @after ORDER BY key LIMIT @PageSize";
        List<StateRow> page = [];
        do
        {
            string after = page is [.., var last] ? last.Key : "";
            var command = new CommandDefinition(Sql, new { kind, after, PageSize }, cancellationToken: cancellationToken);
            page = (await session.ReadAsync(c => c.QueryAsync<StateRow>(command), cancellationToken)).AsList();
            foreach (StateRow row in page)
            {
                yield return row.ToState();
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>The lease cannot pass on before the write is committed.</summary>
    private void RequireHeld(DbConnection connection, Fence? fence)
    {
        if (fence is not null && connection.ExecuteScalar<long?>(
            $"SELECT token FROM leases WHERE name = @Lease AND token = @Token{database.KeepRows}", fence) is null)
        {
            throw new StaleFenceException(fence);
        }
    }

    private static string Locks(string kind, string key) => $"{kind}\0{key}";

    private sealed record StateRow
    {
        public required string Kind { get; init; }

        public required string Key { get; init; }

        public required long Version { get; init; }

        public required byte[] Value { get; init; }

        public StoredState ToState() => new(Kind, Key, Version, Value);
    }
}
