using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Gateway.Jobs;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Silo.Cluster;
using OrleansRouter.Silo.Grains;
using OrleansRouter.Silo.Hosting;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Processes;
using OrleansRouter.TestKit.Routing;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Silo.Tests.Jobs;

/// <summary>Silos in this process over one SQLite file, and no gateway: whatever a job does here, it and the silos do by themselves.</summary>
internal sealed class JobCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TemporarySqlite _database = new();

    /// <summary>What the next silo is started with.</summary>
    public NodeOptions Options { get; set; } = new()
    {
        Jobs = new JobOptions { Workers = 1, PollInterval = TimeSpan.FromMilliseconds(20) },
        Orleans = new OrleansOptions { JobReminderPeriod = TimeSpan.FromHours(1), IdleTimeout = TimeSpan.FromSeconds(2), CollectionInterval = TimeSpan.FromSeconds(1) },
    };

    public RelationalStore Store { get; private set; } = null!;

    public InProcessTestCluster Silos { get; private set; } = null!;

    public ITrainingJobGrain Job(string id) => Silos.Silos[0].ServiceProvider.GetRequiredService<IGrainHost>().GetGrain<ITrainingJobGrain>(id);

    public static async Task<JobCluster> StartAsync(int silos, Func<NodeOptions, NodeOptions>? change = null)
    {
        var cluster = new JobCluster();
        cluster.Options = change?.Invoke(cluster.Options) ?? cluster.Options;
        cluster.Store = await cluster._database.OpenAsync();
        var builder = new InProcessTestClusterBuilder((short)silos);
        builder.ConfigureSilo((_, silo) => cluster.Configure(silo));
        builder.ConfigureClient(client => client.AddGrains());
        cluster.Silos = builder.Build();
        await cluster.Silos.DeployAsync();
        return cluster;
    }

    public async Task UploadAsync(JobSample sample)
    {
        foreach (string path in sample.Paths)
        {
            await using FileStream stream = File.OpenRead(path);
            await Store.DataFiles.SaveAsync(stream, null, default);
        }
    }

    /// <summary>The job as the store has it: nobody calls its grain for this.</summary>
    public async Task<JobState> StoredAsync(string id) =>
        await Store.States.ReadAsync("training-job", id, default) is { } stored ? GrainJson.Read<JobState>(stored.Value.Span) : new JobState();

    /// <summary>Waits until the job has ended, without calling its grain.</summary>
    public async Task<JobState> EndedAsync(string id)
    {
        JobState job = new();
        await GatewayCalls.WithinAsync(Patience, $"{id} does not end", async () => (job = await StoredAsync(id)) is { Request: not null, IsOpen: false });
        return job;
    }

    /// <summary>Where the job's grain is active; null: nowhere.</summary>
    public async Task<SiloAddress?> PlaceAsync(string id) => await Management.GetActivationAddress(Address(id));

    /// <summary>Waits until the job's grain is active, or is not, without calling it.</summary>
    public Task WaitForActivationAsync(string id, bool active) =>
        GatewayCalls.WithinAsync(Patience, $"{id} is {(active ? "not " : "")}active", async () => await PlaceAsync(id) is not null == active);

    /// <summary>How many reminders the job has.</summary>
    public async Task<int> RemindersAsync(string id)
    {
        var table = Silos.Silos[0].ServiceProvider.GetRequiredService<IReminderTable>();
        return (await table.ReadRows(Address(id).GetGrainId())).Reminders.Count;
    }

    /// <summary>The published policies, as hashes of their files.</summary>
    public async Task<string[]> PublishedAsync(JobState job)
    {
        List<string> hashes = [];
        foreach (string id in job.PolicyIds)
        {
            hashes.Add(Convert.ToHexString(SHA256.HashData((await Store.Policies.FindAsync(id, default))!.Value.File)));
        }

        return [.. hashes];
    }

    public async ValueTask DisposeAsync()
    {
        await Silos.DisposeAsync();
        await Store.DisposeAsync();
        await _database.DisposeAsync();
    }

    private IManagementGrain Management => Silos.Client.GetGrain<IManagementGrain>(0);

    private ITrainingJobOrleansGrain Address(string id) => Silos.Client.GetGrain<ITrainingJobOrleansGrain>(id);

    private void Configure(ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.AddStore(Store);
        silo.UseInMemoryReminderService();
        silo.AddGrains(new DurableStateOptions()).AddJobs(Options).BoundActivations(Options.Orleans);
    }
}
