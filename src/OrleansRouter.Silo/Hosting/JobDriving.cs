using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Lets a silo train without any gateway: jobs move themselves, and workers of the silo run their tasks.</summary>
public static class JobDriving
{
    /// <summary>
    /// Adds both; the silo needs a table of reminders besides, and the parts of a store. Jobs that are open when it starts are called once: those of an
    /// embedded installation have no reminder yet.
    /// </summary>
    public static ISiloBuilder AddJobs(this ISiloBuilder silo, NodeOptions options)
    {
        silo.AddReminders();
        silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = Shorter(reminders.MinimumReminderPeriod, options.Orleans.JobReminderPeriod));
        silo.Services.AddSingleton(options.Jobs).AddSingleton(options.Orleans).AddSingleton<JobTurns>();
        silo.Services.AddJobMaterials(options.Jobs).AddJobWorkers(options);
        return silo.AddStartupTask(CallOpenJobsAsync);
    }

    private static async Task CallOpenJobsAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        IGrainHost grains = services.GetRequiredService<IGrainHost>();
        foreach (string job in await services.GetRequiredService<JobTurns>().OpenAsync(cancellationToken))
        {
            await grains.GetGrain<ITrainingJobGrain>(job).GetAsync(cancellationToken);
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
