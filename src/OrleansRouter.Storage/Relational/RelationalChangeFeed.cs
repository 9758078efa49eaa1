using Dapper;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Changes as rows that triggers keep, one per state or policy. What is visible beyond the horizon is told at once, and told again until the
/// horizon has passed it.
/// </summary>
internal sealed class RelationalChangeFeed(Session session, IDatabase database) : IChangeFeed
{
    public Task<long> PositionAsync(CancellationToken cancellationToken)
    {
        var command = new CommandDefinition("SELECT COALESCE(MAX(sequence), 0) FROM changes", cancellationToken: cancellationToken);
        return session.FollowAsync(
            async (c, horizon) => Math.Min(horizon, await c.ExecuteScalarAsync<long>(command)), cancellationToken);
    }

    public Task<ChangePage> ReadAsync(long position, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(
            "SELECT sequence AS Sequence, kind AS Kind, key AS Key FROM changes WHERE sequence > @position ORDER BY sequence",
            new { position },
            cancellationToken: cancellationToken);
        return session.FollowAsync(
            async (c, horizon) =>
            {
                List<ChangeRow> rows = (await c.QueryAsync<ChangeRow>(command)).AsList();
                long last = rows is [.., var newest] ? newest.Sequence : position;
                return new ChangePage([.. rows.Select(r => new Change(r.Kind, r.Key))], Math.Max(position, Math.Min(horizon, last)));
            },
            cancellationToken);
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => database.WaitForChangeAsync(atMost, cancellationToken);

    private sealed record ChangeRow
    {
        public required long Sequence { get; init; }

        public required string Kind { get; init; }

        public required string Key { get; init; }
    }
}
