using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Jobs;

namespace OrleansRouter.Silo.Hosting;

/// <summary>Lets a silo train without any gateway: jobs move themselves, and workers of the silo run their tasks.</summary>
public static class JobDriving
{
    /// <summary>Adds both; the silo needs a table of reminders besides, and the parts of a store.</summary>
    public static ISiloBuilder AddJobs(this ISiloBuilder silo, NodeOptions options)
    {
        silo.AddReminders();
        silo.Configure<ReminderOptions>(reminders => reminders.MinimumReminderPeriod = Shorter(reminders.MinimumReminderPeriod, options.Orleans.JobReminderPeriod));
        silo.Services.AddSingleton(options.Jobs).AddSingleton(options.Orleans).AddSingleton<JobTurns>();
        silo.Services.AddJobMaterials(options.Jobs).AddJobWorkers(options);
        return silo;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
