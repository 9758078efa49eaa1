using System.Collections.Concurrent;
using OrleansRouter.Gateway.Providers;
using Polly;
using Polly.CircuitBreaker;

namespace OrleansRouter.Gateway.Breakers;

/// <summary>
/// A circuit breaker per model, of this process: a model that mostly fails rests, requests go on to the next of their ranking at once, and
/// after the rest a single call finds out whether it is well again. Faults of the request itself do not count, nor do cancelled calls.
/// </summary>
internal sealed partial class ModelBreakers(GatewayOptions options, TimeProvider time, ILogger<ModelBreakers> logger)
{
    private readonly ConcurrentDictionary<string, ResiliencePipeline> _pipelines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _restsUntil = new(StringComparer.Ordinal);

    /// <summary>Until when a model rests; null: it does not, or one call may try it again.</summary>
    public DateTimeOffset? RestsUntil(string modelId) =>
        _restsUntil.TryGetValue(modelId, out DateTimeOffset until) && until > time.GetUtcNow() ? until : null;

    /// <summary>Counts a failure that showed after <see cref="AskAsync"/> had returned: a stream that broke off.</summary>
    public async Task ReportAsync(string modelId, ProviderException failure)
    {
        try
        {
            await AskAsync<bool>(modelId, () => throw failure);
        }
        catch (ProviderException)
        {
            // It is counted, which is all that is asked.
        }
    }

    /// <summary>Asks a model unless it rests.</summary>
    /// <exception cref="ProviderException">It failed, or rests (<see cref="ProviderFault.CircuitOpen"/>).</exception>
    public async Task<T> AskAsync<T>(string modelId, Func<Task<T>> ask)
    {
        try
        {
            return await _pipelines.GetOrAdd(modelId, Build).ExecuteAsync(static async (call, _) => await call(), ask, CancellationToken.None);
        }
        catch (BrokenCircuitException exception)
        {
            throw new ProviderException(
                ProviderFault.CircuitOpen, $"Model '{modelId}' failed too often of late and is not asked for a while.", innerException: exception)
            {
                RetryAfter = exception.RetryAfter ?? options.Breaker.Rest,
            };
        }
    }

    private ResiliencePipeline Build(string modelId) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = options.Breaker.FailureShare,
            MinimumThroughput = options.Breaker.MinimumCalls,
            SamplingDuration = options.Breaker.Window,
            BreakDuration = options.Breaker.Rest,
            ShouldHandle = new PredicateBuilder().Handle<ProviderException>(exception => exception.IsRetryable),
            OnOpened = opened =>
            {
                _restsUntil[modelId] = time.GetUtcNow() + opened.BreakDuration;
                LogRests(modelId, options.Breaker.Rest);
                return default;
            },
            OnClosed = _ =>
            {
                _restsUntil.TryRemove(modelId, out DateTimeOffset _);
                LogIsBack(modelId);
                return default;
            },
        })
        .Build();

    [LoggerMessage(EventId = 1311, Level = LogLevel.Warning, Message = "Model {ModelId} fails too often and rests for {Rest}.")]
    private partial void LogRests(string modelId, TimeSpan rest);

    [LoggerMessage(EventId = 1312, Level = LogLevel.Information, Message = "Model {ModelId} answers again.")]
    private partial void LogIsBack(string modelId);
}
