using System.Data.Common;
using Dapper;
using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.Storage.Relational;

/// <summary>Decisions and outcomes as rows of two tables that only ever grow.</summary>
internal sealed class RelationalDecisionLog(Session session, IDatabase database) : IDecisionLog
{
    /// <summary>Appends decisions; one that is there stays as it is.</summary>
    public static readonly RowInsert<DecisionRow> Decisions = new("decisions", IfNew);

    /// <summary>Appends outcomes likewise.</summary>
    public static readonly RowInsert<OutcomeRow> Outcomes = new("outcomes", IfNew);

    private const string IfNew = "ON CONFLICT (tenant_id, decision_id) DO NOTHING";

    private const string Select = """
        SELECT d.sequence AS Sequence, d.tenant_id AS TenantId, d.decision_id AS DecisionId, d.key_id AS KeyId, d.session AS Session,
          d.decided_at AS DecidedAt, d.model_id AS ModelId, d.propensity AS Propensity, d.policy_hash AS PolicyHash, d.origin AS Origin,
          d.prompt_hash AS PromptHash, d.prompt AS Prompt, d.receipt_json AS ReceiptJson,
          o.tenant_id AS TenantId, o.decision_id AS DecisionId, o.completed_at AS CompletedAt, o.model_id AS ModelId, o.status AS Status,
          o.input_tokens AS InputTokens, o.output_tokens AS OutputTokens, o.tokens_estimated AS TokensEstimated, o.cost_usd AS CostUsd,
          o.latency_ms AS LatencyMs, o.attempts_json AS AttemptsJson
        FROM decisions d LEFT JOIN outcomes o ON o.tenant_id = d.tenant_id AND o.decision_id = d.decision_id
        """;

    private readonly Appender<DecisionRow> _decisions = new(database, Decisions);
    private readonly Appender<OutcomeRow> _outcomes = new(database, Outcomes);

    public Task AppendAsync(DecisionRecord decision, CancellationToken cancellationToken) =>
        session.WriteAsync(_decisions, DecisionRow.From(decision), cancellationToken);

    public Task AppendAsync(OutcomeRecord outcome, CancellationToken cancellationToken) =>
        session.WriteAsync(_outcomes, OutcomeRow.From(outcome), cancellationToken);

    public async Task<LoggedDecision?> FindAsync(string tenantId, string decisionId, CancellationToken cancellationToken)
    {
        const string Where = " WHERE d.tenant_id = @tenantId AND d.decision_id = @decisionId";
        List<(long Sequence, LoggedDecision Entry)> found = await session.ReadAsync(
            c => QueryAsync(c, Where, new { tenantId, decisionId }, cancellationToken), cancellationToken);
        return found is [var only] ? only.Entry : null;
    }

    public async Task<IReadOnlyList<LoggedDecision>> ReadPageAsync(
        string tenantId, DateTimeOffset since, string? afterDecisionId, int size, CancellationToken cancellationToken)
    {
        // The bound on ids finds the place in the index; the one on instants is exact.
        const string Where = """
             WHERE d.tenant_id = @tenantId AND d.decision_id > @after AND d.decision_id >= @first AND d.decided_at >= @from
            ORDER BY d.decision_id LIMIT @size
            """;
        var parameters = new
        {
            tenantId,
            after = afterDecisionId ?? "",
            first = DecisionIds.FirstAt(since),
            from = Instant.ToColumn(since),
            size,
        };
        List<(long Sequence, LoggedDecision Entry)> page = await session.ReadAsync(
            c => QueryAsync(c, Where, parameters, cancellationToken), cancellationToken);
        return [.. page.Select(p => p.Entry)];
    }

    public IAsyncEnumerable<(long Sequence, LoggedDecision Entry)> ReadAsync(long afterSequence, CancellationToken cancellationToken)
    {
        const string Where = " WHERE d.sequence > @after AND d.sequence <= @horizon ORDER BY d.sequence LIMIT @Size";
        return LogPages.ReadAsync(
            after => session.FollowAsync(
                (c, horizon) => QueryAsync(c, Where, new { after, horizon, LogPages.Size }, cancellationToken), cancellationToken),
            afterSequence);
    }

    private static async Task<List<(long Sequence, LoggedDecision Entry)>> QueryAsync(
        DbConnection connection, string where, object parameters, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(Select + where, parameters, cancellationToken: cancellationToken);
        return (await connection.QueryAsync<DecisionRow, OutcomeRow?, (long, LoggedDecision)>(
            command, (d, o) => (d.Sequence, new LoggedDecision(d.ToRecord(), o?.ToRecord())), splitOn: "TenantId")).AsList();
    }

    /// <summary>Appends, and tells its callers no more than that it is done.</summary>
    private sealed class Appender<TRow>(IDatabase database, RowInsert<TRow> insert) : IRowWriter<TRow, bool>
    {
        public bool[] Write(DbConnection connection, IReadOnlyList<TRow> rows)
        {
            database.Append(connection, insert, rows);
            return new bool[rows.Count];
        }
    }
}
