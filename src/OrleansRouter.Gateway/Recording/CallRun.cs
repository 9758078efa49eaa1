using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.Gateway.Recording;

/// <summary>One request under way: its decision is being made durable, its attempts are counted, its outcome is recorded once.</summary>
internal sealed class CallRun(RoutePlan plan, Task decisionDurable, CallGuards guards, CallRecorder recorder)
{
    private readonly long _start = guards.Time.GetTimestamp();
    private readonly List<AttemptRecord> _attempts = [];
    private Task? _ended;

    public RoutePlan Plan => plan;

    public string DecisionId => plan.Record.DecisionId;

    /// <summary>Every try so far.</summary>
    public IReadOnlyList<AttemptRecord> Attempts => _attempts;

    /// <summary>The model that answers; null as long as none does.</summary>
    public ModelEntry? Answering { get; private set; }

    /// <summary>Completes when the decision survives a crash; awaited before a response ends.</summary>
    public Task DecisionDurable => decisionDurable;

    /// <summary>Completes when upstreams may be asked: under a budget, when the reservation is durable.</summary>
    public Task Permitted => plan.Hold is { RecordFirst: true } ? decisionDurable : Task.CompletedTask;

    public TimeSpan Elapsed => guards.Time.GetElapsedTime(_start);

    /// <summary>What is left of the time that the whole request may take; negative when it has passed.</summary>
    public TimeSpan Remaining => guards.Total - Elapsed;

    /// <summary>Asks the models of the plan in order until one answers; each again where the rules of retries say so.</summary>
    /// <param name="ask">Asks one model and returns when its first byte is there.</param>
    /// <param name="tokens">How many tokens the answer has by then.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <exception cref="ProviderException">The last model that was asked failed, or the request itself is wrong.</exception>
    public async Task<T> AskAsync<T>(Func<ModelEntry, Task<T>> ask, Func<T, int> tokens, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            bool isLast = i + 1 == plan.Order.Count;
            try
            {
                return await AskModelAsync(plan.Order[i], ask, tokens, isLast, cancellationToken);
            }
            catch (ProviderException exception) when (exception.IsRetryable && !isLast && Remaining > UpstreamCalls.LeastTime)
            {
                // The next model is asked.
            }
        }
    }

    /// <summary>Notes that the stream of the answering model failed after its first byte.</summary>
    public async Task FailStreamAsync(ProviderException exception)
    {
        _attempts[^1] = _attempts[^1] with { Error = $"{exception.Fault}: {exception.Message}" };
        recorder.AttemptFailed(this, Answering!, exception);
        await guards.Breakers.ReportAsync(Answering!.Id, exception);
    }

    /// <summary>What the answer cost, and what of it is charged.</summary>
    public async ValueTask<AnswerCost> CostOfAsync(TokenUsage usage, bool estimated)
    {
        MicroUsd cost = Answering!.Cost(usage.InputTokens, usage.OutputTokens);
        MicroUsd? saved = plan.Choice?.BestFixed?.Cost(usage.InputTokens, usage.OutputTokens) is { } best ? best - cost : null;
        MicroUsd charged = plan.Hold is { } hold ? await hold.CoverAsync(cost) : cost;
        return new AnswerCost(usage, estimated, charged, saved, Beyond: cost - charged);
    }

    /// <summary>Under a budget, makes durable what an answer cost before its end is sent, so that no answer that a client has can lose its price.</summary>
    public Task SettleAsync(AnswerCost cost) => plan.Hold is { RecordFirst: true } ? EndAsync(new CallEnd(CallStatus.Completed, cost)) : Task.CompletedTask;

    /// <summary>Records how it ended, the first time; completes when that is durable.</summary>
    public Task EndAsync(CallEnd end) => _ended ??= recorder.EndAsync(this, end);

    private async Task<T> AskModelAsync<T>(
        ModelEntry model, Func<ModelEntry, Task<T>> ask, Func<T, int> tokens, bool isLast, CancellationToken cancellationToken)
    {
        guards.Budget.Earn(model.Id);
        for (int retries = 0; ; retries++)
        {
            TimeSpan wait;
            try
            {
                return await TryAsync(model, ask, tokens, cancellationToken);
            }
            catch (ProviderException failure)
            {
                if (guards.WaitBeforeRetry(model.Id, failure, retries, isLast, Remaining) is not { } next)
                {
                    throw;
                }

                wait = next;
            }

            await Task.Delay(wait, guards.Time, cancellationToken);
        }
    }

    private async Task<T> TryAsync<T>(
        ModelEntry model, Func<ModelEntry, Task<T>> ask, Func<T, int> tokens, CancellationToken cancellationToken)
    {
        using LatencyTimer timer = guards.Latency.Begin(model.Id);
        try
        {
            T answer = await guards.Breakers.AskAsync(model.Id, () => ask(model));
            timer.Stop(tokens(answer));
            Add(model, timer, StatusCodes.Status200OK, error: null);
            Answers(model);
            return answer;
        }
        catch (ProviderException exception)
        {
            if (exception is { Fault: ProviderFault.Timeout, NeverSent: false })
            {
                timer.Stop(tokens: 0);
            }

            Add(model, timer, exception.Status, $"{exception.Fault}: {exception.Message}");
            recorder.AttemptFailed(this, model, exception);
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Add(model, timer, status: 0, "Cancelled: the client went away.");
            throw;
        }
    }

    private void Answers(ModelEntry model)
    {
        Answering = model;
        if (plan.Session is { } session && model.Id != plan.Record.ModelId)
        {
            guards.Sessions.Keep(session, model.Id);
        }
    }

    private void Add(ModelEntry model, LatencyTimer timer, int status, string? error) =>
        _attempts.Add(new AttemptRecord(model.Id, status, timer.Elapsed.TotalMilliseconds, error));
}

/// <summary>How a call ended, and what it cost; null where nothing was answered.</summary>
internal sealed record CallEnd(CallStatus Status, AnswerCost? Cost);

/// <summary>Whether the client got a whole answer.</summary>
internal enum CallStatus
{
    Completed,
    Failed,
    Cancelled,
}

/// <summary>Tokens and cost of an answer.</summary>
/// <param name="Usage">Tokens.</param>
/// <param name="Estimated">Whether they are estimates, because the upstream reported none.</param>
/// <param name="Charged">From tokens and price; what the receipt says.</param>
/// <param name="Saved">What the policy's best fixed model would have cost more for the same tokens; null without such a model.</param>
/// <param name="Beyond">What it cost beyond that, because the budget had no more.</param>
internal sealed record AnswerCost(TokenUsage Usage, bool Estimated, MicroUsd Charged, MicroUsd? Saved, MicroUsd Beyond);
