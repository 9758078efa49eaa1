using System.Data.Common;
using Dapper;
using OrleansRouter.Grains.Feedback;
using static OrleansRouter.Storage.Relational.RecordGuard;

namespace OrleansRouter.Storage.Relational;

/// <summary>Feedback as rows of a table that only ever grows; unique by tenant and idempotency key.</summary>
internal sealed class RelationalFeedbackLog(Session session) : IFeedbackLog
{
    private const string Insert = """
        INSERT INTO feedback (tenant_id, idempotency_key, decision_id, kind, value, compared_model_id, comment, received_at)
        VALUES (@TenantId, @IdempotencyKey, @DecisionId, @Kind, @Value, @ComparedModelId, @Comment, @ReceivedAt)
        ON CONFLICT (tenant_id, idempotency_key) DO NOTHING
        """;

    private const string Select = """
        SELECT sequence AS Sequence, tenant_id AS TenantId, idempotency_key AS IdempotencyKey, decision_id AS DecisionId, kind AS Kind,
          value AS Value, compared_model_id AS ComparedModelId, comment AS Comment, received_at AS ReceivedAt
        FROM feedback
        """;

    public Task<FeedbackAppendResult> AppendAsync(FeedbackRecord feedback, CancellationToken cancellationToken)
    {
        var row = FeedbackRow.From(feedback);
        return session.WriteAsync(c => Append(c, row), cancellationToken);
    }

    public IAsyncEnumerable<(long Sequence, FeedbackRecord Feedback)> ReadAsync(long afterSequence, CancellationToken cancellationToken)
    {
        const string Where = " WHERE sequence > @after AND sequence <= @horizon ORDER BY sequence LIMIT @Size";
        return LogPages.ReadAsync(
            after => session.FollowAsync(
                (c, horizon) => QueryAsync(c, Where, new { after, horizon, LogPages.Size }, cancellationToken), cancellationToken),
            afterSequence);
    }

    public IAsyncEnumerable<(long Sequence, FeedbackRecord Feedback)> ReadAsync(
        string tenantId, long afterSequence, CancellationToken cancellationToken)
    {
        const string Where = " WHERE tenant_id = @tenantId AND sequence > @after AND sequence <= @horizon ORDER BY sequence LIMIT @Size";
        return LogPages.ReadAsync(
            after => session.FollowAsync(
                (c, horizon) => QueryAsync(c, Where, new { tenantId, after, horizon, LogPages.Size }, cancellationToken), cancellationToken),
            afterSequence);
    }

    public async Task<IReadOnlyList<FeedbackRecord>> FindAsync(string tenantId, string decisionId, CancellationToken cancellationToken)
    {
        const string Where = " WHERE tenant_id = @tenantId AND decision_id = @decisionId ORDER BY sequence";
        List<(long Sequence, FeedbackRecord Entry)> found = await session.ReadAsync(
            c => QueryAsync(c, Where, new { tenantId, decisionId }, cancellationToken), cancellationToken);
        return [.. found.Select(f => f.Entry)];
    }

    public async Task<IReadOnlyList<FeedbackRecord>> FindBetweenAsync(
        string tenantId, string firstDecisionId, string lastDecisionId, CancellationToken cancellationToken)
    {
        const string Where = " WHERE tenant_id = @tenantId AND decision_id >= @firstDecisionId AND decision_id <= @lastDecisionId ORDER BY sequence";
        List<(long Sequence, FeedbackRecord Entry)> found = await session.ReadAsync(
            c => QueryAsync(c, Where, new { tenantId, firstDecisionId, lastDecisionId }, cancellationToken), cancellationToken);
        return [.. found.Select(f => f.Entry)];
    }

    private static FeedbackAppendResult Append(DbConnection connection, FeedbackRow row)
    {
        if (connection.Execute(Insert, row) == 1)
        {
            return FeedbackAppendResult.Stored;
        }

        const string Where = " WHERE tenant_id = @TenantId AND idempotency_key = @IdempotencyKey";
        FeedbackRow stored = connection.QuerySingle<FeedbackRow>(Select + Where, row);
        return stored.HasContentOf(row) ? FeedbackAppendResult.Duplicate : FeedbackAppendResult.Conflict;
    }

    private static async Task<List<(long Sequence, FeedbackRecord Entry)>> QueryAsync(
        DbConnection connection, string where, object parameters, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(Select + where, parameters, cancellationToken: cancellationToken);
        IEnumerable<FeedbackRow> rows = await connection.QueryAsync<FeedbackRow>(command);
        return [.. rows.Select(r => (r.Sequence, r.ToRecord()))];
    }

    private sealed record FeedbackRow
    {
        public long Sequence { get; init; }

        public required string TenantId { get; init; }

        public required string IdempotencyKey { get; init; }

        public required string DecisionId { get; init; }

        public required string Kind { get; init; }

        public required double Value { get; init; }

        public string? ComparedModelId { get; init; }

        public string? Comment { get; init; }

        public required long ReceivedAt { get; init; }

        public static FeedbackRow From(FeedbackRecord r)
        {
            string record = $"Feedback '{r.IdempotencyKey}'";
            Require(r.IdempotencyKey.Length > 0, "Feedback", "idempotency_key", r.IdempotencyKey, "at least 1 character");
            Require(Enum.IsDefined(r.Kind), record, "kind", r.Kind, string.Join(", ", Enum.GetNames<FeedbackKind>()));
            Require(double.IsFinite(r.Value), record, "value", r.Value, "a finite number");
            return new FeedbackRow
            {
                TenantId = r.TenantId,
                IdempotencyKey = r.IdempotencyKey,
                DecisionId = r.DecisionId,
                Kind = r.Kind.ToString(),
                Value = r.Value,
                ComparedModelId = r.ComparedModelId,
                Comment = r.Comment,
                ReceivedAt = Instant.ToColumn(r.ReceivedAt),
            };
        }

        /// <summary>A repeated delivery has the same content and arrives later.</summary>
        public bool HasContentOf(FeedbackRow other) => this with { Sequence = other.Sequence, ReceivedAt = other.ReceivedAt } == other;

        public FeedbackRecord ToRecord() => new()
        {
            TenantId = TenantId,
            IdempotencyKey = IdempotencyKey,
            DecisionId = DecisionId,
            Kind = Enum.Parse<FeedbackKind>(Kind),
            Value = Value,
            ComparedModelId = ComparedModelId,
            Comment = Comment,
            ReceivedAt = Instant.FromColumn(ReceivedAt),
        };
    }
}
