using System.Text.Json;
using NSubstitute;
using OrleansRouter.Embedded;
using OrleansRouter.Grains.Audit;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Decisions;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Hosting;
using OrleansRouter.TestKit.Routing;
using OrleansRouter.TestKit.Storage;

namespace OrleansRouter.Grains.Tests.Rollouts;

/// <summary>Two policies that always take their own of two models, whose answers earn what a test says.</summary>
public sealed class RolloutGrainTests : IAsyncLifetime
{
    private static readonly Fence Fence = new("rollouts", 1);
    private static readonly Policy Old = new FixedRouter(("a", 0.1, 0, 0), ("b", 0.9, 0, 0)).ToPolicy();
    private static readonly Policy New = new FixedRouter(("a", 0.9, 0, 0), ("b", 0.1, 0, 0)).ToPolicy();
    private static readonly RolloutSettings Quick = new() { Shadow = false, CanaryShare = 0.5, HoldbackShare = 0.5, MinSamples = 20, WatchSamples = 60 };

    private readonly TemporarySqlite _database = new();
    private readonly InMemoryStateStore _states = new() { Tokens = { [Fence.Lease] = Fence.Token } };
    private readonly FakeTimeProvider _clock = new();
    private readonly List<EmbeddedGrainHost> _hosts = [];
    private readonly Rng _rng = new(1);
    private RelationalStore _store = null!;
    private Exception? _auditFailure;

    private IRolloutGrain Rollout => _hosts[^1].GetGrain<IRolloutGrain>("acme");

    private ITenantGrain Tenant => _hosts[^1].GetGrain<ITenantGrain>("acme");

    public async Task InitializeAsync()
    {
        _store = await _database.OpenAsync();
        StartHost();
        await Tenant.CreateAsync(new TenantUpdate());
        await Tenant.PromotePolicyAsync("old");
    }

    public async Task DisposeAsync()
    {
        foreach (EmbeddedGrainHost host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _store.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task BetterCandidate_IsPromotedWatchedAndCompleted_AndEveryStepIsAudited()
    {
        await StartAsync();
        await RateAsync(200, scoreOfA: 1, scoreOfB: 0);
        await RunAsync();
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("new");
        await RateAsync(80, scoreOfA: 1, scoreOfB: 0);
        RolloutState ended = await RunAsync();

        ended.Run!.Stage.ShouldBe(RolloutStage.Completed);
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("new");
        IReadOnlyList<(long Sequence, AuditEntry Entry)> audit = await _store.Audit.ReadPageAsync("acme", 0, 10, default);
        audit.Select(a => (a.Entry.Actor, a.Entry.Action, a.Entry.Subject)).ShouldBe([
            ("k1", "rollout.start", "new"), ("rollout", "rollout.watch", "new"), ("rollout", "rollout.completed", "new")]);
        JsonElement evidence = JsonElement.Parse(audit[1].Entry.DetailsJson).GetProperty("evidence");
        evidence.GetProperty("lower").GetDouble().ShouldBeGreaterThan(0);
        evidence.GetProperty("decisions").GetInt64().ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task WorseCandidate_NeverBecomesThePolicy()
    {
        await StartAsync();
        await RateAsync(300, scoreOfA: 0, scoreOfB: 1);
        (await RunAsync()).Run!.Stage.ShouldBe(RolloutStage.RolledBack);
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("old");
        (await Tenant.GetAsync())!.PreviousPolicyIds.ShouldBe([null]);
    }

    [Fact]
    public async Task PromotedCandidateThatTurnsWorse_IsTakenBack()
    {
        await StartAsync(Quick with { WatchSamples = 100_000 });
        await RateAsync(200, scoreOfA: 1, scoreOfB: 0);
        await RunAsync();
        await RateAsync(200, scoreOfA: 0, scoreOfB: 1);
        (await RunAsync()).Run!.Stage.ShouldBe(RolloutStage.RolledBack);
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("old");
    }

    [Fact]
    public async Task FeedbackThatIsNoEvidence_CountsForNothing_AndAdecisionCountsOnce()
    {
        await StartAsync(Quick with { MinSamples = 1_000 });
        string pinned = await DecideAsync(d => d with { Origin = "pinned", ReceiptJson = null });
        string session = await DecideAsync(d => d with { Origin = "session" });
        string other = await DecideAsync(rollout: 7);
        string twice = await DecideAsync();
        foreach (string decision in new[] { pinned, session, other, twice, "dec_unknown" })
        {
            await RateAsync(decision, 1);
        }

        await RateAsync(twice, 0, key: "another person");
        await _store.Feedback.AppendAsync(Records.Feedback("p", twice) with { ReceivedAt = _clock.GetUtcNow() }, default);

        RolloutRun run = (await RunAsync()).Run!;
        (run.Evidence.Rewards.Count, run.Evidence.Rewards.Mean).ShouldBe((1, 1));
    }

    [Fact]
    public async Task FeedbackBeforeItsOutcome_WaitsForIt_ThenCounts()
    {
        await StartAsync(Quick with { MinSamples = 1_000 });
        string decision = await DecideAsync(outcome: false);
        await RateAsync(decision, 1);
        (await RunAsync()).Run!.Evidence.Rewards.Count.ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(3));
        (await RunAsync()).Run!.Evidence.Rewards.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CrashBeforeTheAuditLine_TheNextRunWritesIt_AndTheTenantIsServed()
    {
        await StartAsync();
        await RateAsync(200, scoreOfA: 1, scoreOfB: 0);
        _auditFailure = new IOException("the disk is gone");
        await Should.ThrowAsync<IOException>(() => RunAsync());
        _auditFailure = null;
        StartHost();

        await RunAsync();

        (await Tenant.GetAsync())!.PolicyId.ShouldBe("new");
        (await _store.Audit.ReadPageAsync("acme", 0, 10, default)).Select(a => a.Entry.Action).ShouldBe(["rollout.start", "rollout.watch"]);
    }

    [Fact]
    public async Task TenantGivenAnotherPolicyByHand_EndsTheRollout()
    {
        await StartAsync();
        await Tenant.PromotePolicyAsync("third");
        (await RunAsync()).Run!.Stage.ShouldBe(RolloutStage.Aborted);
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("third");
    }

    [Fact]
    public async Task AdvanceAndAbort_MoveTheTenantThereAndBack()
    {
        await StartAsync();
        await Rollout.AdvanceAsync("k2");
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("new");
        await Rollout.AbortAsync("k2");
        (await Tenant.GetAsync())!.PolicyId.ShouldBe("old");
        await Should.ThrowAsync<InvalidOperationException>(() => Rollout.AdvanceAsync("k2"));
    }

    [Fact]
    public async Task Run_WithAStaleFence_ChangesNothing()
    {
        await StartAsync();
        await RateAsync(100, scoreOfA: 1, scoreOfB: 0);
        await Should.ThrowAsync<StaleFenceException>(() => Rollout.RunAsync(Fence with { Token = 0 }));
        (await Rollout.GetAsync()).Run!.Evidence.Rewards.Count.ShouldBe(0);
    }

    private void StartHost()
    {
        var audit = Substitute.For<IAuditLog>();
        audit.AppendAsync(default!, default).ReturnsForAnyArgs(c =>
            _auditFailure is { } failure ? Task.FromException(failure) : _store.Audit.AppendAsync(c.Arg<AuditEntry>(), default));
        var services = Substitute.For<IServiceProvider>();
        services.GetService(typeof(IFeedbackLog)).Returns(_store.Feedback);
        services.GetService(typeof(IDecisionLog)).Returns(_store.Decisions);
        services.GetService(typeof(IAuditLog)).Returns(audit);
        _hosts.Add(new EmbeddedGrainHost(_states, time: _clock, services: services));
    }

    private Task<RolloutState> StartAsync(RolloutSettings? settings = null) =>
        Rollout.StartAsync(new RolloutStart("new", "old", settings ?? Quick, new RewardRule(), "k1"));

    private async Task<RolloutState> RunAsync()
    {
        RolloutProgress progress;
        do
        {
            progress = await Rollout.RunAsync(Fence);
        }
        while (progress.MoreWaits);
        return progress.State;
    }

    private async Task RateAsync(int decisions, double scoreOfA, double scoreOfB)
    {
        for (int i = 0; i < decisions; i++)
        {
            string id = await DecideAsync();
            LoggedDecision logged = (await _store.Decisions.FindAsync("acme", id, default))!;
            await RateAsync(id, logged.Decision.ModelId == "a" ? scoreOfA : scoreOfB);
        }
    }

    private Task RateAsync(string decision, double score, string? key = null) => _store.Feedback.AppendAsync(
        Records.Feedback(key ?? $"about-{decision}", decision) with { Kind = FeedbackKind.Score, Value = score, ReceivedAt = _clock.GetUtcNow() }, default);

    /// <summary>Decides as a gateway does: both policies, one of which a draw lets decide.</summary>
    private async Task<string> DecideAsync(Func<DecisionRecord, DecisionRecord>? change = null, bool outcome = true, long? rollout = null)
    {
        RolloutRun run = (await Rollout.GetAsync()).Run!;
        float[] embedding = new float[Old.Encoder.Dimensions];
        var input = new DecisionInput { Candidates = [new("a"), new("b")], Draw = _rng.NextDouble() };
        RouteDecision old = Decider.Decide(Old, embedding, input), candidate = Decider.Decide(New, embedding, input);
        var assignment = RolloutAssignment.Of(
            (rollout ?? run.Number, run.StageNumber, run.CandidateShare), _rng.NextDouble(), (Old.ContentHash, old), (New.ContentHash, candidate));
        (Policy policy, RouteDecision decision) = assignment.IsCandidate ? (New, candidate) : (Old, old);
        DecisionRecord record = Records.Decision($"dec_{_rng.NextUInt64():x16}") with
        {
            DecidedAt = _clock.GetUtcNow(),
            ModelId = decision.ModelId!,
            Propensity = assignment.Mixture(decision.ModelId!),
            PolicyHash = policy.ContentHash,
            ReceiptJson = (DecisionReceipt.Of(policy, embedding, input, decision) with { Rollout = assignment }).ToJson(),
        };
        record = change?.Invoke(record) ?? record;
        await _store.Decisions.AppendAsync(record, default);
        if (outcome)
        {
            await _store.Decisions.AppendAsync(Records.Outcome(record.DecisionId) with { ModelId = record.ModelId }, default);
        }

        return record.DecisionId;
    }
}
