using System.Collections.Concurrent;
using OrleansRouter.Gateway.Metrics;

namespace OrleansRouter.Gateway.Ejection;

/// <summary>Watches how quickly each model answers, in this process, and says which are left alone for being slow.</summary>
internal sealed partial class LatencyWatch(GatewayOptions options, GatewayMetrics metrics, TimeProvider time, ILogger<LatencyWatch> logger)
{
    private readonly ConcurrentDictionary<string, ModelLatency> _models = new(StringComparer.Ordinal);

    /// <summary>Until when a model is left alone; null: it is not.</summary>
    public DateTimeOffset? RestsUntil(string modelId)
    {
        if (!options.Ejection.Enabled || !_models.TryGetValue(modelId, out ModelLatency? model))
        {
            return null;
        }

        lock (model)
        {
            return model.RestsUntil(time.GetUtcNow());
        }
    }

    /// <summary>Starts to time a request that goes to a model; disposing the result ends it.</summary>
    public LatencyTimer Begin(string modelId)
    {
        ModelLatency model = _models.GetOrAdd(modelId, static (_, ejection) => new ModelLatency(ejection), options.Ejection);
        lock (model)
        {
            return new LatencyTimer(this, modelId, model.Begin(time.GetUtcNow()), time);
        }
    }

    internal void End(string modelId, bool isProbe, TimeSpan? toTheFirst)
    {
        bool? slow;
        DateTimeOffset? until;
        ModelLatency model = _models[modelId];
        lock (model)
        {
            DateTimeOffset now = time.GetUtcNow();
            slow = model.End(isProbe, toTheFirst?.TotalMilliseconds, now);
            until = model.RestsUntil(now);
        }

        if (options.Ejection.Enabled && slow is { } became)
        {
            metrics.Ejected(modelId, became ? "ejected" : "returned");
            if (became)
            {
                LogEjected(modelId, until);
            }
            else
            {
                LogIsBack(modelId);
            }
        }
    }

    [LoggerMessage(
        EventId = 1321, Level = LogLevel.Warning,
        Message = "Model {ModelId} has become slow and is left alone until {Until}.")]
    private partial void LogEjected(string modelId, DateTimeOffset? until);

    [LoggerMessage(EventId = 1322, Level = LogLevel.Information, Message = "Model {ModelId} answers quickly again.")]
    private partial void LogIsBack(string modelId);
}
