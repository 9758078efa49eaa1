using System.Data.Common;
using Dapper;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using static OrleansRouter.Storage.Relational.RecordGuard;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// The ledger as a row per call. A reservation keeps the rows of its leases as they are until it is committed, and closing a lease waits for
/// that; so a closed lease has every reservation in its sum, and no later one.
/// </summary>
internal sealed class RelationalLedger(Session session, IDatabase database) : ILedger
{
    private readonly Settler _settler = new(database);
    private readonly string _reserve = $"""
        INSERT INTO ledger (tenant_id, decision_id, key_id, day, tenant_lease, key_lease, reserved)
        SELECT @TenantId, @DecisionId, @KeyId, @Day, @TenantLease, @KeyLease, @Reserved WHERE @Leases = (SELECT COUNT(*) FROM (
          SELECT lease_id FROM budget_leases WHERE lease_id IN (@TenantLease, @KeyLease) AND closed_at IS NULL{database.KeepRows}) AS held)
        ON CONFLICT (tenant_id, decision_id) DO NOTHING
        """;

    public Task OpenAsync(string leaseId, CancellationToken cancellationToken)
    {
        const string Sql = "INSERT INTO budget_leases (lease_id) VALUES (@leaseId) ON CONFLICT (lease_id) DO NOTHING";
        return session.WriteAsync(c => c.Execute(Sql, new { leaseId }), cancellationToken, Locks(leaseId));
    }

    public Task ReserveAsync(DecisionRecord decision, Reservation reservation, CancellationToken cancellationToken)
    {
        var decisionRow = DecisionRow.From(decision);
        string[] leases = [.. new[] { reservation.TenantLease, reservation.KeyLease }.OfType<string>().Order(StringComparer.Ordinal)];
        Require(reservation.Amount >= MicroUsd.Zero, $"Decision '{decision.DecisionId}'", "reserved", reservation.Amount, "at least 0");
        var row = new
        {
            Day = ToColumn(reservation.Day),
            reservation.TenantLease,
            reservation.KeyLease,
            Reserved = reservation.Amount.Value,
            Leases = leases.Length,
        };
        return session.WriteAsync(c => Reserve(c, decisionRow, row, reservation), cancellationToken, leases is [var first, ..] ? Locks(first) : null);
    }

    public Task<MicroUsd> SettleAsync(OutcomeRecord outcome, Settlement settlement, CancellationToken cancellationToken)
    {
        string record = $"Settlement of decision '{outcome.DecisionId}'";
        Require(settlement.Charged >= MicroUsd.Zero, record, "charged", settlement.Charged, "at least 0");
        Require(
            settlement.Charged.ToDoubleUsd().Equals(outcome.CostUsd), record, "charged", settlement.Charged, $"the outcome's cost_usd, {outcome.CostUsd:R}");
        var row = new SettlementRow(OutcomeRow.From(outcome), new LedgerRow
        {
            TenantId = outcome.TenantId,
            DecisionId = outcome.DecisionId,
            KeyId = settlement.KeyId,
            Day = ToColumn(settlement.Day),
            Charged = settlement.Charged.Value,
            Saved = settlement.Saved?.Value,
            Beyond = settlement.Beyond.Value,
        });
        return session.WriteAsync(_settler, row, cancellationToken);
    }

    public Task<MicroUsd> CloseAsync(string leaseId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string Sql = """
            INSERT INTO budget_leases (lease_id, closed_at) VALUES (@leaseId, @now) ON CONFLICT (lease_id) DO UPDATE
              SET closed_at = excluded.closed_at WHERE budget_leases.closed_at IS NULL;
            INSERT INTO outcomes (tenant_id, decision_id, completed_at, status, input_tokens, output_tokens, tokens_estimated, cost_usd, latency_ms, attempts_json)
              SELECT tenant_id, decision_id, @now, @Abandoned, 0, 0, TRUE, reserved / 1000000.0, 0, '[]' FROM ledger
              WHERE (tenant_lease = @leaseId OR key_lease = @leaseId) AND charged IS NULL
              ON CONFLICT (tenant_id, decision_id) DO NOTHING;
            UPDATE ledger SET charged = reserved WHERE (tenant_lease = @leaseId OR key_lease = @leaseId) AND charged IS NULL;
            SELECT CAST(COALESCE(SUM(charged), 0) AS BIGINT) FROM ledger WHERE tenant_lease = @leaseId OR key_lease = @leaseId
            """;
        var row = new { leaseId, now = Instant.ToColumn(at), ILedger.Abandoned };
        return session.WriteAsync(c => new MicroUsd(c.ExecuteScalar<long>(Sql, row)), cancellationToken, Locks(leaseId));
    }

    public async Task<SpendTotals> SumAsync(BudgetAccount account, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        (string lease, string key) = account.KeyId is null ? ("tenant_lease", "") : ("key_lease", " AND key_id = @KeyId");
        string sql = $"""
            SELECT CAST(COALESCE(SUM(charged), 0) AS BIGINT) AS Charged, CAST(COALESCE(SUM(saved), 0) AS BIGINT) AS Saved,
              CAST(COALESCE(SUM(beyond), 0) AS BIGINT) AS Beyond, COUNT(charged) AS Calls,
              CAST(COALESCE(SUM(CASE WHEN {lease} IS NULL THEN charged END), 0) AS BIGINT) AS WithoutLease
            FROM ledger WHERE tenant_id = @TenantId AND day BETWEEN @from AND @to{key}
            """;
        var parameters = new { account.TenantId, account.KeyId, from = ToColumn(first), to = ToColumn(last) };
        Totals sums = await session.ReadAsync(
            c => c.QuerySingleAsync<Totals>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)), cancellationToken);
        return new SpendTotals(new(sums.Charged), new(sums.Saved), new(sums.Beyond), new(sums.WithoutLease), sums.Calls);
    }

    private int Reserve(DbConnection connection, DecisionRow decision, object row, Reservation reservation)
    {
        var parameters = new DynamicParameters(decision);
        parameters.AddDynamicParams(row);
        int written = connection.Execute($"{_reserve};{RelationalDecisionLog.Decisions.One}", parameters);
        const string IsThere = "SELECT COUNT(*) FROM ledger WHERE tenant_id = @TenantId AND decision_id = @DecisionId";
        return written == 2 || connection.ExecuteScalar<long>(IsThere, decision) == 1
            ? written
            : throw new LeaseClosedException(reservation);
    }

    /// <summary>The name under which a batch sorts what locks a lease.</summary>
    private static string Locks(string leaseId) => $"\0budget\0{leaseId}";

    private static int ToColumn(DateOnly day) => (((day.Year * 100) + day.Month) * 100) + day.Day;

    private sealed record Totals
    {
        public required long Charged { get; init; }

        public required long Saved { get; init; }

        public required long Beyond { get; init; }

        public required long WithoutLease { get; init; }

        public required long Calls { get; init; }
    }
}
