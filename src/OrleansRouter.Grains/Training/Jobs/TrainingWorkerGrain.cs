using System.Diagnostics;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>Order and time of one worker; what a task computes is in <see cref="IJobPlan"/>.</summary>
public class TrainingWorkerGrain(string key, IGrainHost grains, IJobTaskStore tasks, JobMaterials materials, TimeProvider time) : ITrainingWorkerGrain
{
    /// <summary>A task that ended its process so often is given up.</summary>
    public const int MaxAttempts = 10;

    // The task under way lives longer than the call that began it. A worker that leaves memory loses it, and its claim ends with its term.
    private (Task Task, CancellationTokenSource Stop)? _running;

    /// <inheritdoc/>
    public async Task<WorkerStep> WorkAsync(WorkerSettings settings, CancellationToken cancellationToken = default)
    {
        _running ??= await BeginAsync(settings, cancellationToken);
        if (_running is not { } running)
        {
            return WorkerStep.Idle;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(running.Task, Task.Delay(settings.Patience, time, waiting.Token));
        await waiting.CancelAsync();
        if (!running.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            return WorkerStep.Working;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            await running.Stop.CancelAsync();
        }

        _running = null;
        using (running.Stop)
        {
            await running.Task;
        }

        return WorkerStep.Ended;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_running is { } running)
        {
            _running = null;
            using (running.Stop)
            {
                await running.Stop.CancelAsync();
                await running.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task<(Task Task, CancellationTokenSource Stop)?> BeginAsync(WorkerSettings settings, CancellationToken cancellationToken)
    {
        if (await tasks.ClaimAsync(key, settings.Term, cancellationToken) is not { } claim)
        {
            return null;
        }

        try
        {
            JobState job = await grains.GetGrain<ITrainingJobGrain>(claim.JobId).GetAsync(cancellationToken);
            var stop = new CancellationTokenSource();
            return (RunAsync(claim, job, settings, stop.Token), stop);
        }
        catch
        {
            await tasks.ReleaseAsync(claim, wasBegun: false, CancellationToken.None);
            throw;
        }
    }

    private async Task RunAsync(TaskClaim claim, JobState job, WorkerSettings settings, CancellationToken stopped)
    {
        try
        {
            await CompleteAsync(claim, job, settings, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            await tasks.ReleaseAsync(claim, wasBegun: false, CancellationToken.None);
            throw;
        }
        catch (OperationCanceledException)
        {
            // Mostly another worker has the task, or its job ended; otherwise something that the task waited for gave up.
            if (await IsHeldAsync(claim, settings.Term))
            {
                await tasks.ReleaseAsync(claim, wasBegun: true, CancellationToken.None);
                throw;
            }
        }
        catch (Exception problem) when (IsLasting(Cause(problem)))
        {
            await tasks.FailAsync(claim, Cause(problem).Message, CancellationToken.None);
        }
        catch
        {
            await tasks.ReleaseAsync(claim, wasBegun: true, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Whether the same task would end the same way again.</summary>
    private static bool IsLasting(Exception problem) =>
        problem is ArgumentException or ArithmeticException or KeyNotFoundException or DataFormatException or ModelFormatException;

    /// <summary>What went wrong first, where several threads worked.</summary>
    private static Exception Cause(Exception problem) => problem is AggregateException { InnerExceptions: [var first, ..] } ? Cause(first) : problem;

    private async Task CompleteAsync(TaskClaim claim, JobState job, WorkerSettings settings, CancellationToken cancellationToken)
    {
        if (job.Phase != JobPhase.Running || claim.Stage >= job.Stages.Count)
        {
            await tasks.DropAsync(claim.JobId, cancellationToken);
            return;
        }

        JobStage stage = job.Stages[claim.Stage];
        if (claim.Attempt > MaxAttempts)
        {
            throw new ArgumentException($"Task {claim.Task} of stage '{stage.Name}' was begun {MaxAttempts} times and never ended; the logs of its workers say why.");
        }

        long began = time.GetTimestamp();
        byte[] result = await KeepAsync(claim, settings.Term, token => ComputeAsync(claim, job, settings, token), cancellationToken);
        int first = stage.FirstRead(claim.Round), keepFrom = first == stage.FirstRead(claim.Round - 1) ? 0 : first;
        await tasks.CompleteAsync(claim, result, time.GetElapsedTime(began).TotalMilliseconds, keepFrom, cancellationToken);
    }

    private async Task<byte[]> ComputeAsync(TaskClaim claim, JobState job, WorkerSettings settings, CancellationToken cancellationToken)
    {
        JobWork work = await materials.WorkAsync(claim, job, new FitContext(settings.Threads, CancellationToken: cancellationToken));
        // A thread of its own: tasks would otherwise hold those that requests are served with.
        return await Task.Factory.StartNew(
            () => JobPlans.Registry.Get(job.Request!.Kind).Run(work), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Prolongs the claim while the task runs, which has always ended when this returns.</summary>
    /// <exception cref="OperationCanceledException">The claim was lost meanwhile, or the caller gave up.</exception>
    private async Task<byte[]> KeepAsync(
        TaskClaim claim, TimeSpan term, Func<CancellationToken, Task<byte[]>> compute, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<byte[]> running = compute(ending.Token);
        while (await Task.WhenAny(running, Task.Delay(term / 3, time, CancellationToken.None)) != running)
        {
            if (!await IsHeldAsync(claim, term))
            {
                await ending.CancelAsync();
                break;
            }
        }

        return await running;
    }

    // Where the store fails for a moment the term may still run; storing the result finds out.
    private async Task<bool> IsHeldAsync(TaskClaim claim, TimeSpan term)
    {
        try
        {
            return await tasks.ExtendAsync(claim, term, CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Debug.WriteLine(exception);
            return true;
        }
    }
}
