using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>Offers the parts of a database as services: to the gateway, and to the constructors of grains in every host.</summary>
public static class StoreServices
{
    /// <summary>Adds every part of a store.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services, RelationalStore store) => services
        .AddSingleton(store.States)
        .AddSingleton(store.Decisions)
        .AddSingleton(store.Feedback)
        .AddSingleton(store.Policies)
        .AddSingleton(store.Changes)
        .AddSingleton(store.Leases)
        .AddSingleton(store.Ledger)
        .AddSingleton(store.DataFiles)
        .AddSingleton(store.JobTasks)
        .AddSingleton(store.Audit);
}
