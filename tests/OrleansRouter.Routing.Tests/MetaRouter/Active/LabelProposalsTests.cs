using OrleansRouter.Learning;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Active;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class LabelProposalsTests
{
    private const int Gold = 40;
    private static readonly PairedLabels Sample = GainSamples.Paired(300, s => s[1], noise: 0.5);
    private static readonly MetaRouterOptions Method = new() { Learner = "ridge", Normalisation = GoldNormalisation.Variance };

    [Fact]
    public void Propose_Batch_HoldsDistinctCandidatesTheMostValuableFirst()
    {
        LabelProposal[] proposals = Propose(new ActiveOptions { Batch = 20 });

        proposals.Select(p => p.Row).Distinct().Count().ShouldBe(20);
        proposals.ShouldAllBe(p => p.Row >= 0 && p.Row < Sample.Gold.Length - Gold && p.StandardError > 0 && p.Value >= 0);
        proposals[0].Value.ShouldBe(proposals.Max(p => p.Value));
    }

    [Fact]
    public void Propose_MoreThanThereAre_ProposesAll() => Propose(new ActiveOptions { Batch = 1000 }).Length.ShouldBe(Sample.Gold.Length - Gold);

    [Fact]
    public void Propose_AnyNumberOfThreads_ProposesTheSame() =>
        Propose(new ActiveOptions(), threads: 3).ShouldBe(Propose(new ActiveOptions(), threads: 1));

    [Fact]
    public void Propose_GainsNeverNearTheCostWeight_AreWorthNothing() =>
        Propose(new ActiveOptions { CostWeight = 1000 }).ShouldAllBe(p => p.Value == 0);

    private static LabelProposal[] Propose(ActiveOptions options, int threads = 1) => LabelProposals.Propose(
        GainProblem.Of(GainSamples.Show(Sample, Gold), Method, seed: 1), GainEstimators.Get("r-learner"),
        Sample.Features.SelectRows([.. Enumerable.Range(Gold, Sample.Gold.Length - Gold)]), options, seed: 3, new FitContext(threads));
}
