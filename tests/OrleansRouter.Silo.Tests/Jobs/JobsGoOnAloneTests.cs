using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Embedded;
using OrleansRouter.Gateway.Configuration;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.Policies;
using OrleansRouter.Silo.Grains;
using OrleansRouter.TestKit.Processes;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Silo.Tests.Jobs;

/// <summary>Training jobs in a cluster without any gateway.</summary>
public sealed class JobsGoOnAloneTests(JobSamples samples) : IClassFixture<JobSamples>
{
    [Fact]
    public async Task Timer_MovesAJobToItsEnd_AndBothTimerAndReminderAreGoneThen()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1);
        JobSample sample = samples.Families("ridge", "knn");
        await cluster.UploadAsync(sample);
        await cluster.Job("a").CreateAsync(sample.Request);

        JobState job = await cluster.EndedAsync("a");

        job.Phase.ShouldBe(JobPhase.Done, job.Problem);
        (await cluster.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        await RequireRestAsync(cluster, "a");
    }

    [Fact]
    public async Task Reminder_AfterAllActivationsAreGone_WakesTheJob_AndItEnds()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2, o => WithReminder(o, TimeSpan.FromMilliseconds(500)) with { Jobs = o.Jobs with { Workers = 0 } });
        JobSample sample = samples.Families("ridge");
        await cluster.UploadAsync(sample);
        await cluster.Job("a").CreateAsync(sample.Request);
        (await cluster.RemindersAsync("a")).ShouldBe(1);

        await cluster.Silos.DeactivateAsync(cluster.Silos.Client.GetGrain<ITrainingJobOrleansGrain>("a"));
        await cluster.WaitForActivationAsync("a", active: true);

        // No silo had a worker, and workers are what else calls a job.
        cluster.Options = cluster.Options with { Jobs = cluster.Options.Jobs with { Workers = 1 } };
        await cluster.Silos.StartAdditionalSiloAsync();
        JobState job = await cluster.EndedAsync("a");
        (await cluster.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        await RequireNoReminderAsync(cluster, "a");
    }

    [Fact]
    public async Task Silos_ShareTheTasksOfAJob()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2);
        JobSample sample = samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "r-learner", Folds = 5, Components = 10 });
        await cluster.UploadAsync(sample);
        await cluster.Job("a").CreateAsync(sample.Request);

        JobState job = await cluster.EndedAsync("a");

        (await cluster.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        job.Log.ShouldContain(entry => entry.Text.Contains(" 2 workers,", StringComparison.Ordinal), "each silo has one worker");
    }

    [Fact]
    public async Task SecondJob_BeginsWhenTheFirstHasEnded()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2);
        JobSample sample = samples.Families("ridge"), other = samples.Dars("ridge");
        await cluster.UploadAsync(sample);
        await cluster.UploadAsync(other);
        await cluster.Job("b").CreateAsync(sample.Request);
        await cluster.Job("a").CreateAsync(other.Request);

        JobState first = await cluster.EndedAsync("b"), second = await cluster.EndedAsync("a");

        (first.Phase, second.Phase).ShouldBe((JobPhase.Done, JobPhase.Done));
        second.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(first.EndedAt!.Value);
    }

    [Fact]
    public async Task JobOfAnEmbeddedGateway_GoesOnFromItsFirstCall()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1);
        JobSample sample = samples.Families("ridge");
        await AskEmbeddedAsync(cluster, sample);

        (await cluster.RemindersAsync("a")).ShouldBe(0);
        (await cluster.Job("a").GetAsync()).Phase.ShouldBe(JobPhase.Queued);
        JobState job = await cluster.EndedAsync("a");
        (await cluster.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        await RequireRestAsync(cluster, "a");
    }

    [Fact]
    public async Task JobOfAnEmbeddedGateway_GoesOnWhenASiloStarts()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1);
        JobSample sample = samples.Families("ridge");
        await AskEmbeddedAsync(cluster, sample);

        await cluster.Silos.StartAdditionalSiloAsync();
        (await cluster.EndedAsync("a")).Phase.ShouldBe(JobPhase.Done);
    }

    [Fact]
    public async Task RefusedJob_LeavesNeitherTimerNorReminder()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 1);
        JobSample sample = samples.Families("ridge");
        await Should.ThrowAsync<KeyNotFoundException>(() => cluster.Job("a").CreateAsync(sample.Request));
        await RequireRestAsync(cluster, "a");
        (await cluster.StoredAsync("a")).Request.ShouldBeNull();
    }

    [Fact]
    public async Task SiloIsKilledDuringAJob_TheOtherOneEndsIt()
    {
        await using JobCluster cluster = await JobCluster.StartAsync(silos: 2, o => WithReminder(o, TimeSpan.FromMilliseconds(500)) with { LeaseTerm = TimeSpan.FromSeconds(1) });
        JobSample sample = samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "r-learner", Folds = 5, Components = 10 });
        await cluster.UploadAsync(sample);
        await cluster.Job("a").CreateAsync(sample.Request);
        SiloAddress place = (await cluster.PlaceAsync("a"))!;
        DateTimeOffset killedAt = TimeProvider.System.GetUtcNow();
        await cluster.Silos.KillSiloAsync(cluster.Silos.GetSiloForAddress(place)!);

        JobState job = await cluster.EndedAsync("a");
        job.EndedAt!.Value.ShouldBeGreaterThan(killedAt, "the job ended before the kill");
        (await cluster.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
    }

    /// <summary>Asks for job "a" as an embedded gateway over the same database does.</summary>
    private static async Task AskEmbeddedAsync(JobCluster cluster, JobSample sample)
    {
        await cluster.UploadAsync(sample);
        await using ServiceProvider services = new ServiceCollection().AddStore(cluster.Store).BuildServiceProvider();
        await using var embedded = new EmbeddedGrainHost(cluster.Store.States, services: services);
        await embedded.GetGrain<ITrainingJobGrain>("a").CreateAsync(sample.Request);
    }

    /// <summary>Nothing of a job that has ended keeps its grain in memory or comes back to wake it.</summary>
    private static async Task RequireRestAsync(JobCluster cluster, string id)
    {
        await RequireNoReminderAsync(cluster, id);
        await cluster.WaitForActivationAsync(id, active: false);
    }

    private static Task<TimeSpan> RequireNoReminderAsync(JobCluster cluster, string id) =>
        GatewayCalls.WithinAsync(TimeSpan.FromSeconds(60), "the reminder stays", async () => await cluster.RemindersAsync(id) == 0);

    private static NodeOptions WithReminder(NodeOptions options, TimeSpan period) => options with { Orleans = options.Orleans with { JobReminderPeriod = period } };

    private static string[] LocalHashes(JobSample sample) =>
        [.. JobSamples.Local(sample).Select(policy => Convert.ToHexString(SHA256.HashData(PolicyFile.ToBytes(policy))))];
}
