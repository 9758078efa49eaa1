using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Sessions;

namespace OrleansRouter.Gateway.Recording;

/// <summary>What watches over calls of models: who rests, who is slow, how often is tried again, which model serves a session.</summary>
internal sealed class CallGuards(
    ModelBreakers breakers,
    LatencyWatch latency,
    RetryBudget budget,
    SessionModels sessions,
    GatewayMetrics metrics,
    GatewayOptions options,
    TimeProvider time)
{
    public ModelBreakers Breakers => breakers;

    public LatencyWatch Latency => latency;

    public RetryBudget Budget => budget;

    public SessionModels Sessions => sessions;

    public TimeProvider Time => time;

    /// <summary>How long a client's request may take.</summary>
    public TimeSpan Total => options.UpstreamTimeouts.Total;

    /// <summary>How long to wait before the same model is asked again; null: it is not.</summary>
    public TimeSpan? WaitBeforeRetry(string modelId, ProviderException failure, int retries, bool isLast, TimeSpan remaining)
    {
        if (RetryRules.WaitBefore(failure, retries, isLast, remaining, Random.Shared.NextDouble(), options.Retry) is not { } wait)
        {
            return null;
        }

        bool isCovered = budget.TrySpend(modelId);
        metrics.Retried(modelId, isCovered ? "made" : "refused");
        return isCovered ? wait : null;
    }
}
