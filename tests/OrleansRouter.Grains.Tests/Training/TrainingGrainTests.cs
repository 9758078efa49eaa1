using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Grains.Training;
using OrleansRouter.Routing.Policies;
using static OrleansRouter.Grains.Tests.Training.TrainingBench;

namespace OrleansRouter.Grains.Tests.Training;

public sealed class TrainingGrainTests : IAsyncLifetime
{
    private TrainingBench _bench = null!;

    public async Task InitializeAsync() => _bench = await TrainingBench.StartAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task Run_FeedbackLateOutOfOrderTwiceAndNever_CountsEachOnce()
    {
        List<string> ids = await _bench.DecideManyAsync(6);
        await _bench.RateAsync(ids[4]);
        await _bench.RateAsync(ids[1], 0);
        (await _bench.RateAsync(ids[1], 0)).ShouldBe(FeedbackAppendResult.Duplicate);
        await _bench.RateAsync(ids[0], 0.5, key: "another person");

        (await RunAsync()).Learned.ShouldBe(3);
        await _bench.RateAsync(ids[0], 0.25);
        await _bench.DecideManyAsync(3);

        TrainingProgress progress = await RunAsync();
        (progress.Learned, progress.Skipped, progress.MoreWaits).ShouldBe((4, 0, false));
        (await RunAsync()).Learned.ShouldBe(4);
    }

    [Fact]
    public async Task Run_FeedbackThatTeachesNothing_IsSkippedAndCounted()
    {
        await _bench.RateAsync(await _bench.DecideAsync(), 1, kind: FeedbackKind.Preference);
        await _bench.RateAsync(await _bench.DecideAsync(pinned: true));
        await _bench.RateAsync(await _bench.DecideAsync(policy: TrainingBench.Train(seed: 2)));
        await _bench.RateAsync(await _bench.DecideAsync(), 0.5, kind: FeedbackKind.Gold);
        await _bench.RateAsync(await _bench.DecideAsync(tenant: "other"), tenant: "other");

        TrainingProgress progress = await RunAsync();

        (progress.Learned, progress.Skipped).ShouldBe((1, 3));
        (await RunAsync(key: ILearningGrain.AllTenants)).Learned.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ManyFeedbacks_AreLearnedInBatches_AndVersionsArePublished()
    {
        foreach (string id in await _bench.DecideManyAsync(23))
        {
            await _bench.RateAsync(id);
        }

        (await RunAsync()).ShouldBe(new TrainingProgress(10, 0, 1, MoreWaits: true));
        (await RunAsync()).ShouldBe(new TrainingProgress(20, 0, 2, MoreWaits: true));
        (await RunAsync()).ShouldBe(new TrainingProgress(23, 0, 2, MoreWaits: false));

        LivePolicy live = (await _bench.LiveAsync()).ShouldNotBeNull();
        (live.BasePolicyId, live.Version, live.Learned).ShouldBe((BaseId, 2, 20));
        Policy version = await LoadAsync(live.PolicyId);
        version.Summary.Online.ShouldBe(new OnlineSummary("linucb", _bench.Base.ContentHash, 2, 20));
    }

    [Fact]
    public async Task Run_DecisionsOfItsOwnVersions_AreLearnedToo()
    {
        await RunAsync();
        Policy version = await LoadAsync((await _bench.LiveAsync())!.PolicyId);
        await _bench.RateAsync(await _bench.DecideAsync(policy: version));

        (await RunAsync()).ShouldBe(new TrainingProgress(1, 0, 1, MoreWaits: false));
    }

    [Fact]
    public async Task Run_StoreFailsBeforeTheCheckpoint_LearnsTheSameFeedbackOnceAfterwards()
    {
        await _bench.RateAsync(await _bench.DecideAsync());
        await RunAsync();
        await _bench.RateAsync(await _bench.DecideAsync());
        _bench.States.Failure = new IOException("the disk is gone");
        await Should.ThrowAsync<IOException>(() => RunAsync());
        _bench.States.Failure = null;
        _bench.StartHost();

        (await RunAsync()).Learned.ShouldBe(2);
    }

    [Fact]
    public async Task Run_CrashBetweenCheckpointAndPublishing_TheNextRunPublishesWithoutLearningTwice()
    {
        foreach (string id in await _bench.DecideManyAsync(6))
        {
            await _bench.RateAsync(id);
        }

        _bench.PolicyFailure = new IOException("killed");
        await Should.ThrowAsync<IOException>(() => RunAsync());
        (await _bench.LiveAsync()).ShouldBeNull();
        _bench.PolicyFailure = null;
        _bench.StartHost();

        (await RunAsync()).ShouldBe(new TrainingProgress(6, 0, 1, MoreWaits: false));
        (await _bench.LiveAsync()).ShouldNotBeNull().Learned.ShouldBe(6);
    }

    [Fact]
    public async Task Run_TwoProcessesAtOnce_CountEachFeedbackOnce()
    {
        foreach (string id in await _bench.DecideManyAsync(60))
        {
            await _bench.RateAsync(id);
        }

        ITrainingGrain[] processes = [_bench.Grain(), _bench.Grain(host: _bench.StartHost())];
        await Task.WhenAll(processes.Select(grain => Task.Run(async () =>
        {
            while ((await grain.RunAsync(Job)).MoreWaits)
            {
            }
        })));
        await RunAsync();

        TrainingState state = await _bench.Grain().GetAsync();
        (state.Learned, state.Skipped).ShouldBe((60, 0));
    }

    [Fact]
    public async Task Run_ByAProcessWhoseLeasePassedOn_LearnsNothing_AndTheHolderCountsEachOnce()
    {
        await _bench.RateAsync(await _bench.DecideAsync());
        _bench.States.Tokens["learning"] = 1;
        TrainingJob paused = Job with { Fence = new Fence("learning", 1) };
        await _bench.Grain().RunAsync(paused);
        await _bench.RateAsync(await _bench.DecideAsync());
        _bench.States.Tokens["learning"] = 2;

        await Should.ThrowAsync<StaleFenceException>(() => _bench.Grain().RunAsync(paused));

        (await _bench.Grain().GetAsync()).Learned.ShouldBe(1);
        ITrainingGrain other = _bench.Grain(host: _bench.StartHost());
        (await other.RunAsync(Job with { Fence = new Fence("learning", 2) })).Learned.ShouldBe(2);
    }

    [Fact]
    public async Task Run_FeedbackBeforeItsOutcomeIsStored_WaitsAWhileForTheCost()
    {
        string id = await _bench.DecideAsync(outcome: false);
        await _bench.RateAsync(id);
        (await RunAsync()).Learned.ShouldBe(0);

        _bench.Clock.Advance(FeedbackReader.OutcomeGrace);

        (await RunAsync()).Learned.ShouldBe(1);
    }

    [Fact]
    public async Task Run_AnotherBasePolicy_BeginsAnewFromThePresentPlaceInTheLog()
    {
        await _bench.RateAsync(await _bench.DecideAsync());
        await RunAsync();
        Policy other = TrainingBench.Train(seed: 2);
        await _bench.StoreAsync(other, "other");
        await _bench.RateAsync(await _bench.DecideAsync(policy: other));

        TrainingProgress progress = await _bench.Grain().RunAsync(Job with { BasePolicyId = "other" });

        (progress.Learned, progress.Version).ShouldBe((2, 2));
        LivePolicy live = (await _bench.LiveAsync()).ShouldNotBeNull();
        live.BasePolicyId.ShouldBe("other");
        (await LoadAsync(live.PolicyId)).Summary.Online!.Learned.ShouldBe(1);
    }

    [Fact]
    public async Task Run_ModelJoins_ANewVersionKnowsIt()
    {
        await RunAsync();

        await _bench.Grain().RunAsync(Job with { Models = [.. Job.Models, new("new", 2, 2)] });

        (await LoadAsync((await _bench.LiveAsync())!.PolicyId)).Router.Models.ShouldBe(["cheap", "dear", "new"]);
    }

    [Fact]
    public async Task Run_TenantWithoutFeedback_FollowsWhatAllTenantsLearned()
    {
        for (int i = 0; i < 40; i++)
        {
            await _bench.RateAsync(await _bench.DecideAsync(tenant: "busy"), score: 0, tenant: "busy");
        }

        while ((await RunAsync(key: ILearningGrain.AllTenants)).MoreWaits)
        {
        }

        await _bench.Grain("quiet").RunAsync(Job with { SharedLearned = 40 });

        Policy quiet = await LoadAsync((await _bench.LiveAsync("quiet"))!.PolicyId);
        MeanQuality(quiet).ShouldBeLessThan(MeanQuality(_bench.Base) - 0.1);
    }

    [Fact]
    public async Task Run_MoreVersionsThanAreKept_DropsTheOldestButThosePromoted()
    {
        await RunAsync();
        string promoted = (await _bench.LiveAsync())!.PolicyId;
        TrainingJob job = Job with { Promoted = [promoted], Settings = Job.Settings with { FeedbackPerVersion = 1, VersionsKept = 5 } };
        await VersionsAsync(job, 9);

        string[] stored = [.. (await _bench.Policies.ListAsync(default)).Select(p => p.PolicyId).Where(id => id != BaseId)];

        stored.Length.ShouldBe(6);
        stored.ShouldContain(promoted);
        stored.ShouldContain((await _bench.LiveAsync())!.PolicyId);
        (await _bench.Host.GetGrain<ILearningGrain>("acme").GetAsync()).Stored.ShouldBe(stored, ignoreOrder: true);
    }

    [Fact]
    public async Task Run_FeedbackOnADroppedVersion_IsSkippedAndCounted()
    {
        await RunAsync();
        string late = await _bench.DecideAsync(policy: await LoadAsync((await _bench.LiveAsync())!.PolicyId));
        TrainingJob job = Job with { Settings = Job.Settings with { FeedbackPerVersion = 1, VersionsKept = 5 } };
        await VersionsAsync(job, 5);

        await _bench.RateAsync(late);
        TrainingProgress progress = await _bench.Grain(host: _bench.StartHost()).RunAsync(job);

        (progress.Learned, progress.Skipped).ShouldBe((5, 1));
    }

    [Fact]
    public async Task Run_CrashWhileOldVersionsAreDropped_TheNextVersionDropsThem()
    {
        TrainingJob job = Job with { Settings = Job.Settings with { FeedbackPerVersion = 1, VersionsKept = 100 } };
        await VersionsAsync(job, 8);
        _bench.DeleteFailure = new IOException("killed");
        await Should.ThrowAsync<IOException>(() => VersionsAsync(job with { Settings = job.Settings with { VersionsKept = 5 } }, 1));
        _bench.DeleteFailure = null;
        _bench.StartHost();

        await VersionsAsync(job with { Settings = job.Settings with { VersionsKept = 5 } }, 1);

        (await _bench.Policies.ListAsync(default)).Count(p => p.PolicyId != BaseId).ShouldBe(5);
    }

    [Fact]
    public async Task Configure_UnknownLearnerOrValueOutOfRange_IsRefusedWithTheReason()
    {
        ILearningGrain line = _bench.Host.GetGrain<ILearningGrain>("acme");

        (await Should.ThrowAsync<ArgumentException>(() => line.ConfigureAsync(new LearningSettings { Options = new() { Learner = "magic" } })))
            .Message.ShouldBe("Learning of tenant 'acme': no learner 'magic'; there are: epsilon-greedy, linear-thompson, linucb.");
        (await Should.ThrowAsync<ArgumentException>(() => line.ConfigureAsync(new LearningSettings { Options = new() { Forgetting = 2 } })))
            .Message.ShouldContain("Forgetting");
    }

    /// <summary>As many versions, each after one feedback.</summary>
    private async Task VersionsAsync(TrainingJob job, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await _bench.RateAsync(await _bench.DecideAsync());
            await _bench.Grain().RunAsync(job);
        }
    }

    private Task<TrainingProgress> RunAsync(string key = "acme") => _bench.Grain(key).RunAsync(Job);

    private async Task<Policy> LoadAsync(string id)
    {
        (PolicyInfo Info, byte[] File) stored = (await _bench.Policies.FindAsync(id, default)).ShouldNotBeNull();
        return PolicyFile.Read(stored.File);
    }

    private static double MeanQuality(Policy policy)
    {
        float[] embedding = new float[policy.Encoder.Dimensions];
        policy.Encoder.Encode("question about topic algebra number 2", embedding);
        var scores = new Routing.Families.CandidateScore[policy.Router.Models.Count];
        policy.Router.Score(embedding, new Routing.Preference(), scores);
        return scores.Average(s => s.Quality);
    }
}
