using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.Gateway.Recording;

/// <summary>Writes decisions and outcomes to the log, and what they tell to statistics and metrics.</summary>
internal sealed partial class CallRecorder(
    IDecisionLog log,
    ILedger ledger,
    CallGuards guards,
    StatisticsCollector statistics,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<CallRecorder> logger)
{
    /// <summary>Starts to make the decision durable; the upstream is asked meanwhile.</summary>
    /// <remarks>Nothing here is cancelled with the request: what was decided and spent is recorded even if the client goes away.</remarks>
    public CallRun Begin(RoutePlan plan)
    {
        plan.KeepSession(guards.Sessions);
        return new CallRun(plan, RecordAsync(plan), guards, this);
    }

    public void AttemptFailed(CallRun run, ModelEntry model, ProviderException exception)
    {
        metrics.Attempted(model.Id, exception.Fault.ToString());
        if (exception.Fault == ProviderFault.CircuitOpen)
        {
            return;
        }

        string reason = exception.InnerException?.Message ?? exception.Message;
        LogAttemptFailed(run.DecisionId, model.Id, exception.Fault, exception.Status, reason);
        if (exception.IsRetryable)
        {
            statistics.AddFailure(model.Id);
        }
    }

    public async Task EndAsync(CallRun run, CallEnd end)
    {
        if (end is { Status: CallStatus.Completed, Cost: { } cost })
        {
            string modelId = run.Answering!.Id;
            metrics.Attempted(modelId, "Answered");
            metrics.Answered(modelId, cost.Usage.InputTokens, cost.Usage.OutputTokens, cost.Charged.ToDoubleUsd(), cost.Saved?.ToDoubleUsd(), run.Elapsed);
            statistics.AddCall(modelId, cost.Charged.ToDoubleUsd(), run.Elapsed.TotalMilliseconds);
        }

        if (end.Cost is { Beyond: var beyond } && beyond > MicroUsd.Zero)
        {
            LogBeyondBound(run.DecisionId, run.Answering!.Id, beyond);
        }

        try
        {
            await run.DecisionDurable;
            MicroUsd charged = await ledger.SettleAsync(Outcome(run, end), SettlementOf(run.Plan, end.Cost), CancellationToken.None);
            run.Plan.Hold?.Settle(charged);
        }
        catch (Exception exception)
        {
            run.Plan.Hold?.Forfeit();
            LogOutcomeLost(exception, run.DecisionId);
        }
    }

    private async Task RecordAsync(RoutePlan plan)
    {
        try
        {
            await (plan.Hold is { } hold
                ? ledger.ReserveAsync(plan.Record, hold.Reservation, CancellationToken.None)
                : log.AppendAsync(plan.Record, CancellationToken.None));
        }
        catch (LeaseClosedException)
        {
            plan.Hold!.Drop();
            throw BudgetErrors.LeaseLost().AsException();
        }
    }

    private OutcomeRecord Outcome(CallRun run, CallEnd end) => new()
    {
        DecisionId = run.DecisionId,
        TenantId = run.Plan.Record.TenantId,
        CompletedAt = time.GetUtcNow(),
        ModelId = run.Answering?.Id,
        Status = end.Status.ToString().ToLowerInvariant(),
        InputTokens = end.Cost?.Usage.InputTokens ?? 0,
        OutputTokens = end.Cost?.Usage.OutputTokens ?? 0,
        TokensEstimated = end.Cost?.Estimated ?? false,
        CostUsd = end.Cost?.Charged.ToDoubleUsd() ?? 0,
        LatencyMs = run.Elapsed.TotalMilliseconds,
        Attempts = [.. run.Attempts],
    };

    private static Settlement SettlementOf(RoutePlan plan, AnswerCost? cost) =>
        new(plan.BudgetKeyId, plan.Day, cost?.Charged ?? MicroUsd.Zero, cost?.Saved, cost?.Beyond ?? MicroUsd.Zero);

    [LoggerMessage(
        EventId = 1301, Level = LogLevel.Warning,
        Message = "Decision {DecisionId}: model {ModelId} failed with {Fault}, upstream status {Status}: {Reason}")]
    private partial void LogAttemptFailed(string decisionId, string modelId, ProviderFault fault, int status, string reason);

    [LoggerMessage(
        EventId = 1303, Level = LogLevel.Warning,
        Message = "Decision {DecisionId}: the answer of model {ModelId} took more than its bound, and ${Beyond} of its cost is charged to nobody.")]
    private partial void LogBeyondBound(string decisionId, string modelId, MicroUsd beyond);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Error, Message = "The outcome of decision {DecisionId} could not be recorded.")]
    private partial void LogOutcomeLost(Exception exception, string decisionId);
}
