using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Silo.Hosting;

namespace OrleansRouter.Silo.Grains;

/// <summary><see cref="ITrainingJobGrain"/> as Orleans addresses it.</summary>
public interface ITrainingJobOrleansGrain : ITrainingJobGrain, IGrainWithStringKey;

/// <summary><see cref="TrainingJobGrain"/> as Orleans activates it. While the job is open it moves itself, whether or not any gateway is there.</summary>
/// <remarks>
/// A grain timer moves it; a reminder wakes the grain when its silo is gone. That a gateway's coordinator moves the same job is harmless: here their
/// calls take turns, and elsewhere the state's version decides.
/// </remarks>
public sealed class TrainingJobOrleansGrain(
    IGrainContext context,
    GrainStates states,
    IJobTaskStore tasks,
    IDataFileStore files,
    IPolicyStore policies,
    TimeProvider time,
    JobTurns turns,
    JobOptions jobs,
    OrleansOptions cluster)
    : TrainingJobGrain(context.StringKey(), states.Of<ITrainingJobGrain, JobState>(context), tasks, files, policies, time),
        ITrainingJobOrleansGrain,
        IRemindable,
        IGrainBase
{
    private const string ReminderName = "go-on";

    private IGrainReminder? _reminder;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public IGrainContext GrainContext => context;

    /// <inheritdoc/>
    public async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if ((await GetAsync(cancellationToken)).IsOpen)
        {
            StartTimer();
        }
    }

    /// <inheritdoc/>
    public override async Task<JobState> CreateAsync(JobRequest request, CancellationToken cancellationToken = default)
    {
        // The reminder is first, so that no crash leaves a job that nobody wakes; where there is no job in the end, the timer takes it back.
        await RemindAsync();
        StartTimer();
        return await base.CreateAsync(request, cancellationToken);
    }

    /// <summary>The grain was woken, if it was not here; its timer does the rest.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        StartTimer();
        return Task.CompletedTask;
    }

    private void StartTimer() => _timer ??= this.RegisterGrainTimer(MoveAsync, new GrainTimerCreationOptions(jobs.PollInterval, jobs.PollInterval) { KeepAlive = true });

    private async Task MoveAsync(CancellationToken cancellationToken)
    {
        JobTurn turn = await turns.OfAsync(context.StringKey(), cancellationToken);
        if (turn != JobTurn.Waits && !(await TryMoveAsync(turn, cancellationToken)).IsOpen)
        {
            // Once more: that removes tasks of an ended job where a crash has left some.
            await AdvanceAsync(fence: null, cancellationToken);
            await RestAsync();
        }
        else if (_reminder is null)
        {
            await RemindAsync();
        }
    }

    private Task<JobState> TryMoveAsync(JobTurn turn, CancellationToken cancellationToken) =>
        turn == JobTurn.Moves ? AdvanceAsync(fence: null, cancellationToken) : GetAsync(cancellationToken);

    private async Task RemindAsync() => _reminder = await this.RegisterOrUpdateReminder(ReminderName, cluster.JobReminderPeriod, cluster.JobReminderPeriod);

    private async Task RestAsync()
    {
        // Asked for again: what was written last may be newer than what this activation knows, and only that can be taken back.
        _reminder = null;
        if (await this.GetReminder(ReminderName) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }

        _timer?.Dispose();
        _timer = null;
    }
}
