using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>Offers what workers of training jobs keep in this process as a service to the constructors of grains, in every host.</summary>
public static class JobServices
{
    /// <summary>Adds the materials of jobs; the services hold the parts of a store already.</summary>
    public static IServiceCollection AddJobMaterials(this IServiceCollection services, JobOptions options) => services.AddSingleton(provider => new JobMaterials(
        provider.GetRequiredService<IDataFileStore>(),
        provider.GetRequiredService<IJobTaskStore>(),
        JobFolder.Create(options),
        jobsKept: options.RunningJobs + 1));

    /// <summary>Adds what runs tasks of training jobs in this process, on grains that run here.</summary>
    public static IServiceCollection AddJobWorkers(this IServiceCollection services, GatewayOptions options) => services.AddHostedService(provider => new JobWorkers(
        provider.GetRequiredService<IGrainHost>(),
        options,
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<JobWorkers>>()));
}
