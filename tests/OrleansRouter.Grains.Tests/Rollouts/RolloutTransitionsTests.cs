using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Grains.Tests.Rollouts;

public class RolloutTransitionsTests
{
    private static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RolloutSettings Quick = new() { MinSamples = 20, WatchSamples = 50, MaxWeight = 2 };

    [Fact]
    public void Start_BeginsInTheShadow_OrAsCanary()
    {
        RolloutRun run = Start().Run!;
        (run.Number, run.Stage, run.StageNumber, run.CandidateShare, run.ServingPolicyId).ShouldBe((1, RolloutStage.Shadow, 1, 0, "old"));
        run.Steps.Single().ShouldBe(new RolloutStep(RolloutStage.Shadow, Noon, "k1", "'new' is tried", null));
        Start(Quick with { Shadow = false }).Run!.CandidateShare.ShouldBe(0.1);
    }

    [Fact]
    public void Start_WhileOneIsUnderWay_IsRefused() =>
        Should.Throw<InvalidOperationException>(() => RolloutTransitions.Start("acme", Start(), Beginning(Quick), Noon)).Message
            .ShouldBe("Tenant 'acme' has rollout 1 of 'new' under way; end it first.");

    [Theory]
    [InlineData(double.NaN, 0.95, "CanaryShare")]
    [InlineData(0.1, 0.2, "Confidence")]
    public void Start_OutOfRange_IsRefused(double share, double confidence, string named) =>
        Should.Throw<ArgumentException>(() => Start(Quick with { CanaryShare = share, Confidence = confidence })).Message.ShouldContain(named);

    [Fact]
    public void Learn_BetterCandidate_GoesThroughAllStages_AndTheTenantGetsItOnce()
    {
        RolloutState state = Start();
        state = Learn(state, +1, 400);
        (state.Run!.Stage, state.Run.Handover).ShouldBe((RolloutStage.Canary, null));
        state = Learn(state, +1, 400);
        (state.Run!.Stage, state.Run.Handover).ShouldBe((RolloutStage.Watch, new PolicyHandover("old", "new")));
        state = RolloutTransitions.HandedOver(state, state.Run.Handover!);
        state = Learn(state, +1, 400);
        (state.Run!.Stage, state.Run.Handover, state.Run.IsActive).ShouldBe((RolloutStage.Completed, null, false));
        state.Run.Steps.Select(s => s.Actor).ShouldBe(["k1", "rollout", "rollout", "rollout"]);
        state.Run.Steps[1].Evidence!.Lower.ShouldBeGreaterThan(0);
        state.Run.Steps[3].Evidence!.Decisions.ShouldBe(50);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learn_WorseCandidate_IsTakenBack(bool shadow)
    {
        RolloutRun run = Learn(Start(Quick with { Shadow = shadow }), -1, 400).Run!;
        (run.Stage, run.Handover).ShouldBe((RolloutStage.RolledBack, null));
        run.Steps[^1].Evidence!.Upper.ShouldBeLessThan(0);
    }

    [Fact]
    public void Learn_CandidateThatTurnsWorseInTheWatch_GivesTheTenantItsEarlierPolicy()
    {
        RolloutState state = Start(Quick with { WatchSamples = 100_000 });
        state = Learn(Learn(state, +1, 400), +1, 400);
        state = RolloutTransitions.HandedOver(state, state.Run!.Handover!);
        state = Learn(state, -1, 400);
        (state.Run!.Stage, state.Run.Handover).ShouldBe((RolloutStage.RolledBack, new PolicyHandover("new", "old")));
    }

    [Fact]
    public void Learn_BeforeTheLeastSamples_NothingIsDecided()
    {
        RolloutState state = Learn(Start(Quick with { MinSamples = 10_000 }), -1, 2_000);
        state.Run!.Stage.ShouldBe(RolloutStage.Shadow);
        state.Run.Estimate.Upper.ShouldBeLessThan(0);
    }

    [Fact]
    public void Learn_EqualWithinTheMargin_IsLetOn()
    {
        Learn(Start(Quick with { Margin = 0.5 }), 0, 2_000).Run!.Stage.ShouldBe(RolloutStage.Canary);
        Learn(Start(Quick), 0, 2_000).Run!.Stage.ShouldBe(RolloutStage.Shadow);
    }

    [Fact]
    public void Learn_OldBatchOrOtherStage_ChangesNoEvidence()
    {
        RolloutState state = Learn(Start(Quick with { MinSamples = 100 }), +1, 30);
        RolloutBatch batch = Batch(state, +1, 10);
        ReferenceEquals(RolloutTransitions.Learn(state, batch with { LastSequence = 1 }, Noon), state).ShouldBeTrue();
        RolloutTransitions.Learn(state, batch with { Stage = 7 }, Noon).Run!.Evidence.ShouldBe(state.Run!.Evidence);
        ReferenceEquals(RolloutTransitions.Learn(state, batch with { Rollout = 7 }, Noon), state).ShouldBeTrue();
    }

    [Fact]
    public void AdvanceAndAbort_ByHand_NameWho()
    {
        RolloutState state = RolloutTransitions.Advance("acme", RolloutTransitions.Advance("acme", Start(), "k2", Noon), "k2", Noon);
        (state.Run!.Stage, state.Run.Handover, state.Run.Steps[^1].Actor).ShouldBe((RolloutStage.Watch, new PolicyHandover("old", "new"), "k2"));
        RolloutState notYet = RolloutTransitions.Abort("acme", state, "k3", Noon);
        (notYet.Run!.Stage, notYet.Run.Handover).ShouldBe((RolloutStage.Aborted, null));
        RolloutState after = RolloutTransitions.Abort("acme", RolloutTransitions.HandedOver(state, state.Run.Handover!), "k3", Noon);
        after.Run!.Handover.ShouldBe(new PolicyHandover("new", "old"));
        Should.Throw<InvalidOperationException>(() => RolloutTransitions.Abort("acme", after, "k3", Noon)).Message.ShouldContain("no rollout under way");
    }

    [Fact]
    public void NoteTenantPolicy_ChosenByHand_EndsTheRolloutAndLeavesIt()
    {
        RolloutState state = Start();
        ReferenceEquals(RolloutTransitions.NoteTenantPolicy(state, "old", Noon), state).ShouldBeTrue();
        RolloutRun run = RolloutTransitions.NoteTenantPolicy(state, "third", Noon).Run!;
        (run.Stage, run.Handover).ShouldBe((RolloutStage.Aborted, null));
    }

    [Fact]
    public void State_SurvivesItsJson()
    {
        RolloutState state = Learn(Start(), +1, 100);
        RolloutState read = GrainJson.Read<RolloutState>(GrainJson.Write(state));
        read.Run!.Evidence.ShouldBe(state.Run!.Evidence);
        GrainJson.Write(read).ShouldBe(GrainJson.Write(state));
    }

    private static RolloutState Start(RolloutSettings? settings = null) =>
        RolloutTransitions.Start("acme", new RolloutState(), Beginning(settings ?? Quick), Noon);

    private static RolloutStart Beginning(RolloutSettings settings) => new("new", "old", settings, new RewardRule(), "k1");

    private static RolloutState Learn(RolloutState state, int sign, int rows) => RolloutTransitions.Learn(state, Batch(state, sign, rows), Noon);

    /// <summary>Decisions of two equally probable actions, one for each policy; the better policy's earns 1, the other's 0, or both one half.</summary>
    private static RolloutBatch Batch(RolloutState state, int sign, int rows) => new(
        state.Run!.Number,
        state.Run.StageNumber,
        [.. Enumerable.Range(0, rows).Select(i => PolicyContrast.Of([1, 0], [0, 1], [0.5, 0.5], i % 2, (1 + (i % 2 == 0 ? sign : -sign)) / 2.0, 2))],
        state.Run.AfterSequence + rows);
}
