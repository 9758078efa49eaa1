using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Active;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class HalfSamplingTests
{
    private static readonly PairedLabels Sample = GainSamples.Paired(200, _ => 0.5);
    private static readonly MetaRouterOptions Method = new() { Learner = "ridge", Normalisation = GoldNormalisation.None };

    [Fact]
    public void Draw_MeanOfTheGoldLabels_VariesAsTheMeanDoes_WithinThreeStandardErrorsOfTheVariance()
    {
        const int Gold = 50, Replicates = 400;
        var problem = GainProblem.Of(GainSamples.Show(Sample, Gold), Method, seed: 1);

        HalfSamples halves = HalfSampling.Draw(problem, new GoldMean(), Sample.Features, Replicates, seed: 2, FitContext.Default);

        // s²/n, and s² around a mean that does not hold the label: s²·(1 + 1/25) up to the finite sample.
        double mean = Sample.Gold.Take(Gold).Average(), variance = Sample.Gold.Take(Gold).Sum(r => (r - mean) * (r - mean)) / (Gold - 1);
        double tolerance = 3 * Math.Sqrt(2.0 / (Replicates - 1));
        new GainBelief(halves.Predictions).Covariance(3, 7).ShouldBe(variance / Gold, tolerance * variance / Gold);
        halves.LabelVariance.ShouldBe(variance, 0.1 * variance);
    }

    [Fact]
    public void Draw_AnyNumberOfThreads_GivesTheSameNumbers()
    {
        var problem = GainProblem.Of(GainSamples.Show(Sample, 30), Method, seed: 1);

        Run(4).Predictions.Values.ToArray().ShouldBe(Run(1).Predictions.Values.ToArray());

        HalfSamples Run(int threads) => HalfSampling.Draw(problem, GainEstimators.Get("dr-learner"), Sample.Features, 3, seed: 2, new FitContext(threads));
    }

    [Fact]
    public void Draw_FewerGoldLabelsThanTwoPerFold_SaysHowManyAreNeeded() =>
        Should.Throw<ArgumentException>(() => HalfSampling.Draw(
            GainProblem.Of(GainSamples.Show(Sample, 9), Method, seed: 1), GainEstimators.Get("pooled"), Sample.Features, 3, seed: 2, FitContext.Default))
            .Message.ShouldContain("at least 10 gold labels");

    private sealed class GoldMean : IGainEstimator
    {
        public string Name => "gold-mean";

        public GainFit Fit(GainProblem problem, ulong seed, FitContext context) => new(GainModel.Of(
            new RidgeRegressor(),
            new LinearModel(new double[problem.Labels.Features.Columns], problem.Labels.RowsWhere(true).Average(i => problem.Labels.Outcomes[i]))));
    }
}
