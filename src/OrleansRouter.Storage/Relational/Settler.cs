using System.Data.Common;
using Dapper;
using OrleansRouter.Grains.Budgets;

namespace OrleansRouter.Storage.Relational;

/// <summary>What a call came to.</summary>
internal sealed record SettlementRow(OutcomeRow Outcome, LedgerRow Entry);

/// <summary>A row of the table ledger with its charge.</summary>
internal sealed record LedgerRow
{
    public required string TenantId { get; init; }

    public required string DecisionId { get; init; }

    public string? KeyId { get; init; }

    public required int Day { get; init; }

    /// <summary>Nothing, where the call was not reserved before; otherwise the row is there, and keeps what it has.</summary>
    public long Reserved { get; init; }

    public required long Charged { get; init; }

    public long? Saved { get; init; }

    public required long Beyond { get; init; }
}

/// <summary>Writes outcomes with their charges; the first word on a call holds.</summary>
internal sealed class Settler(IDatabase database) : IRowWriter<SettlementRow, MicroUsd>
{
    private static readonly RowInsert<LedgerRow> Entries = new(
        "ledger",
        """
        ON CONFLICT (tenant_id, decision_id) DO UPDATE SET charged = excluded.charged, saved = excluded.saved, beyond = excluded.beyond
          WHERE ledger.charged IS NULL
        """);

    /// <returns>What each call is charged.</returns>
    public MicroUsd[] Write(DbConnection connection, IReadOnlyList<SettlementRow> rows)
    {
        int written = database.Append(connection, RelationalDecisionLog.Outcomes, [.. rows.Select(row => row.Outcome)])
            + database.Append(connection, Entries, [.. rows.Select(row => row.Entry)]);
        // Two rows are written where this is the first word on the call.
        return [.. rows.Select(row => written == 2 * rows.Count ? new MicroUsd(row.Entry.Charged) : ChargedFor(connection, row.Entry))];
    }

    private static MicroUsd ChargedFor(DbConnection connection, LedgerRow entry) =>
        new(connection.ExecuteScalar<long>("SELECT charged FROM ledger WHERE tenant_id = @TenantId AND decision_id = @DecisionId", entry));
}
