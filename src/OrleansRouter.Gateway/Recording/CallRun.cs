using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;

namespace OrleansRouter.Gateway.Recording;

/// <summary>One request under way: its decision is being made durable, its attempts are counted, its outcome is recorded once.</summary>
internal sealed class CallRun(RoutePlan plan, Task decisionDurable, ModelBreakers breakers, CallRecorder recorder, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly List<AttemptRecord> _attempts = [];

    public RoutePlan Plan => plan;

    public string DecisionId => plan.Record.DecisionId;

    /// <summary>Every try so far.</summary>
    public IReadOnlyList<AttemptRecord> Attempts => _attempts;

    /// <summary>The model that answers; null as long as none does.</summary>
    public ModelEntry? Answering { get; private set; }

    /// <summary>Completes when the decision survives a crash; awaited before a response ends.</summary>
    public Task DecisionDurable => decisionDurable;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Asks the models of the plan in order until one answers.</summary>
    /// <param name="ask">Asks one model and returns when its first byte is there.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <exception cref="ProviderException">The last model that was asked failed, or the request itself is wrong.</exception>
    public async Task<T> AskAsync<T>(Func<ModelEntry, Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            ModelEntry model = plan.Order[i];
            long start = time.GetTimestamp();
            try
            {
                T answer = await breakers.AskAsync(model.Id, () => ask(model));
                Add(model, start, StatusCodes.Status200OK, error: null);
                Answering = model;
                return answer;
            }
            catch (ProviderException exception)
            {
                Add(model, start, exception.Status, $"{exception.Fault}: {exception.Message}");
                recorder.AttemptFailed(this, model, exception);
                if (!exception.IsRetryable || i + 1 == plan.Order.Count)
                {
                    throw;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                Add(model, start, status: 0, "Cancelled: the client went away.");
                throw;
            }
        }
    }

    /// <summary>Notes that the stream of the answering model failed after its first byte.</summary>
    public void FailStream(ProviderException exception)
    {
        _attempts[^1] = _attempts[^1] with { Error = $"{exception.Fault}: {exception.Message}" };
        recorder.AttemptFailed(this, Answering!, exception);
    }

    /// <summary>What the answer cost.</summary>
    public AnswerCost CostOf(TokenUsage usage, bool estimated)
    {
        MicroUsd cost = Answering!.Cost(usage.InputTokens, usage.OutputTokens);
        MicroUsd? saved = plan.Choice?.BestFixed?.Cost(usage.InputTokens, usage.OutputTokens) is { } best ? best - cost : null;
        return new AnswerCost(usage, estimated, cost, saved, Beyond: MicroUsd.Zero);
    }

    /// <summary>Records how it ended; completes when that is durable.</summary>
    public Task EndAsync(CallEnd end) => recorder.EndAsync(this, end);

    private void Add(ModelEntry model, long start, int status, string? error) =>
        _attempts.Add(new AttemptRecord(model.Id, status, time.GetElapsedTime(start).TotalMilliseconds, error));
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
