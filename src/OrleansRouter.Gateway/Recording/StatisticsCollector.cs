using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Recording;

/// <summary>
/// Collects what was measured of models and merges it into their grains from time to time, so that no request waits for a grain.
/// </summary>
internal sealed partial class StatisticsCollector(
    IGrainHost grains, GatewayOptions options, TimeProvider time, ILogger<StatisticsCollector> logger) : BackgroundService
{
    private readonly Lock _lock = new();
    private Dictionary<string, ModelStatistics> _collected = new(StringComparer.Ordinal);

    public void AddCall(string modelId, double costUsd, double latencyMs) => Change(
        modelId, s => s with { CostUsd = s.CostUsd.Add(costUsd), LatencyMs = s.LatencyMs.Add(latencyMs) });

    public void AddFailure(string modelId) => Change(modelId, s => s with { Failures = s.Failures + 1 });

    public void AddScore(string modelId, double score) => Change(modelId, s => s with { Score = s.Score.Add(score) });

    /// <summary>Merges what was collected; what could not be merged is kept for the next time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        foreach ((string modelId, ModelStatistics statistics) in Take())
        {
            try
            {
                await grains.GetGrain<IModelGrain>(modelId).MergeAsync(statistics, cancellationToken);
            }
            catch (KeyNotFoundException)
            {
                LogModelGone(modelId);
            }
            catch (Exception exception)
            {
                Change(modelId, s => s.Merge(statistics));
                LogMergeFailed(exception, modelId);
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // The last merge is short and local; the limit of the shutdown may have passed already.
        await FlushAsync(CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.StatisticsInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync(stoppingToken);
        }
    }

    private void Change(string modelId, Func<ModelStatistics, ModelStatistics> change)
    {
        lock (_lock)
        {
            _collected[modelId] = change(_collected.GetValueOrDefault(modelId) ?? new ModelStatistics());
        }
    }

    private Dictionary<string, ModelStatistics> Take()
    {
        lock (_lock)
        {
            return Interlocked.Exchange(ref _collected, new Dictionary<string, ModelStatistics>(StringComparer.Ordinal));
        }
    }

    [LoggerMessage(
        EventId = 1201, Level = LogLevel.Warning,
        Message = "Statistics of model {ModelId} could not be merged; they are kept for the next try.")]
    private partial void LogMergeFailed(Exception exception, string modelId);

    [LoggerMessage(
        EventId = 1202, Level = LogLevel.Warning,
        Message = "Model {ModelId} is not configured any more; its statistics are dropped.")]
    private partial void LogModelGone(string modelId);
}
