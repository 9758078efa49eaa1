using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>Lets this process's workers run tasks of training jobs, whichever process moves them.</summary>
internal sealed partial class JobWorkers(IGrainHost grains, GatewayOptions options, TimeProvider time, ILogger<JobWorkers> logger) : BackgroundService
{
    private readonly string _name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private int _busy;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Jobs.WorkersHere()).Select(worker => WorkAsync($"{_name}/{worker}", stoppingToken)));

    private async Task WorkAsync(string name, CancellationToken stoppingToken)
    {
        var worker = grains.GetGrain<ITrainingWorkerGrain>(name);
        var settings = new WorkerSettings(options.LeaseTerm, options.Jobs.ThreadsPerWorker);
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await RunNextAsync(worker, settings, stoppingToken))
            {
                await Task.Delay(options.Jobs.PollInterval, time, stoppingToken);
            }
        }
    }

    private async Task<bool> RunNextAsync(ITrainingWorkerGrain worker, WorkerSettings settings, CancellationToken stoppingToken)
    {
        if (Interlocked.Increment(ref _busy) > 1 && IsMemoryShort())
        {
            Interlocked.Decrement(ref _busy);
            return false;
        }

        try
        {
            return await worker.RunNextAsync(settings, stoppingToken);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            LogTaskFailed(exception);
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _busy);
        }
    }

    private bool IsMemoryShort()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return Environment.WorkingSet > options.Jobs.MemoryShare * memory.TotalAvailableMemoryBytes;
    }

    [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "A task of a training job could not be run; it is tried again.")]
    private partial void LogTaskFailed(Exception exception);
}
