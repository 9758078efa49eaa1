using OrleansRouter.Gateway.Leases;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>Lets this process's workers run tasks of training jobs, whichever process moves them.</summary>
internal sealed partial class JobWorkers(IGrainHost grains, GatewayOptions options, TimeProvider time, ILogger<JobWorkers> logger) : BackgroundService
{
    // Well below what a host lets a call take, 1 s at least.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    // Whoever had something a moment ago mostly waits for the rest of a round or stage.
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(2);

    private readonly string _name = ProcessName.New();
    private int _busy;
    private TaskCompletionSource _taskEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Jobs.WorkersHere()).Select(worker => WorkAsync($"{_name}/{worker}", stoppingToken)));

    private async Task WorkAsync(string name, CancellationToken stoppingToken)
    {
        var worker = grains.GetGrain<ITrainingWorkerGrain>(name);
        var settings = new WorkerSettings(options.LeaseTerm, options.Jobs.ThreadsPerWorker, Patience);
        (bool isBusy, long lastBusy) = (false, time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            Task taskEnded = Volatile.Read(ref _taskEnded).Task;
            WorkerStep step = isBusy || !IsMemoryShort() ? await StepAsync(worker, settings, stoppingToken) : WorkerStep.Idle;
            Interlocked.Add(ref _busy, (step == WorkerStep.Working ? 1 : 0) - (isBusy ? 1 : 0));
            isBusy = step == WorkerStep.Working;
            if (step == WorkerStep.Idle)
            {
                // What ends here may be what others waited for; what ends elsewhere has to be looked for.
                await Task.WhenAny(taskEnded, Task.Delay(WaitAfter(time.GetElapsedTime(lastBusy)), time, stoppingToken));
                continue;
            }

            lastBusy = time.GetTimestamp();
            if (step == WorkerStep.Ended)
            {
                Interlocked.Exchange(ref _taskEnded, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            }
        }

        await worker.StopAsync(CancellationToken.None);
    }

    /// <summary>How long not to look: a quarter of the time that there was nothing to do, so that little of a short wait is added to it.</summary>
    private TimeSpan WaitAfter(TimeSpan idle) =>
        idle > 4 * options.Jobs.PollInterval ? options.Jobs.PollInterval : idle < 4 * FirstWait ? FirstWait : idle / 4;

    private async Task<WorkerStep> StepAsync(ITrainingWorkerGrain worker, WorkerSettings settings, CancellationToken stoppingToken)
    {
        try
        {
            return await worker.WorkAsync(settings, stoppingToken);
        }
        catch (Exception exception)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                LogTaskFailed(exception);
                await Task.Delay(options.Jobs.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return WorkerStep.Idle;
        }
    }

    /// <summary>Whether a second task would have to share too little memory with one that is under way.</summary>
    private bool IsMemoryShort() => Volatile.Read(ref _busy) > 0
        && Environment.WorkingSet > options.Jobs.MemoryShare * GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    [LoggerMessage(EventId = 1511, Level = LogLevel.Warning, Message = "A task of a training job could not be run; it is tried again.")]
    private partial void LogTaskFailed(Exception exception);
}
