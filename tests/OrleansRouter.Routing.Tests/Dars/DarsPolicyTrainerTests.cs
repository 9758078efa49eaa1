using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Tests.Dars;

public sealed class DarsPolicyTrainerTests
{
    private static readonly ObservationTable Table = Simulator.Observations(new ObservationSimulationOptions { Queries = 50, Rewrites = 2, Decodes = 2 }).Table;

    [Theory]
    [InlineData("knn")]
    [InlineData("ridge")]
    public void Train_Full_TheRouterExpectsRiskAndChargesForIt(string family)
    {
        Policy policy = Train(Table, SupervisionVariant.Full, family);
        CandidateScore[] scores = new CandidateScore[4];
        policy.Router.Score(policy.Encoder.EncodeBatch([Table.Queries[0].Prompt], FitContext.Default).Row(0), Preference.Default, scores);

        scores.ShouldAllBe(score => score.Risk > 0);
        scores.ShouldAllBe(score => Math.Abs(score.Utility - Preference.Default.Utility(score.Quality, score.NormalisedCost, score.Risk)) < 1e-12);
        policy.Summary.CostCapUsd.ShouldBe(Table.CostUsd.Max() - Table.CostUsd.Min(), 1e-15);
        policy.Summary.IsSimulated.ShouldBeTrue();
    }

    [Fact]
    public void Train_WithoutRisk_TheRouterExpectsNone()
    {
        Policy policy = Train(Table, SupervisionVariant.NoRisk, "knn");
        CandidateScore[] scores = new CandidateScore[4];
        policy.Router.Score(new float[policy.Router.FeatureCount], Preference.Default, scores);

        scores.ShouldAllBe(score => score.Risk == 0);
    }

    [Fact]
    public void Train_WithoutCosts_IsRefused() => Should.Throw<ArgumentException>(() => Train(
        Table with { CostUsd = [.. Table.CostUsd.Select(_ => double.NaN)] }, SupervisionVariant.Full, "knn")).Message.ShouldContain("there are no costs");

    [Fact]
    public void Train_RewriteRiskWithoutRewrites_IsRefused() => Should.Throw<ArgumentException>(() => Train(
        Table.SelectObservations([.. Enumerable.Range(0, Table.Count).Where(j => Table.Rewrite[j] == 0)]), SupervisionVariant.RewriteRisk, "knn"))
        .Message.ShouldContain("too few rewrites or decodes for supervision 'RewriteRisk'");

    private static Policy Train(ObservationTable table, SupervisionVariant variant, string family) => DarsPolicyTrainer.Train(
        DarsData.Prepare(table, new DarsDataOptions()), variant, RouterFamilies.Registry.Get(family), null, PromptEncoders.Registry.Get("lexical"), 1, FitContext.Default);
}
