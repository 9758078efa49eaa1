using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.Tests.MetaRouter.Estimators;

public sealed class GainEstimatorTests
{
    private static readonly MetaRouterOptions Ridge = new() { Learner = "ridge", Normalisation = GoldNormalisation.None, EffectBound = null };

    public static TheoryData<string> Names => [.. GainEstimators.Names];

    [Theory, MemberData(nameof(Names))]
    public void Fit_AnyNumberOfThreads_GivesTheSamePredictions(string name)
    {
        PairedLabels labels = GainSamples.Paired(120, s => s[1]);

        Predict(4).ShouldBe(Predict(1));

        double[] Predict(int threads) => Predictions(name, labels, 40, Ridge, new FitContext(threads));
    }

    [Theory, MemberData(nameof(Names))]
    public void Fit_UnbiasedPreferences_RecoversTheGain(string name) =>
        Error(name, GainSamples.Paired(400, _ => 0), 100).ShouldBeLessThan(0.1);

    [Theory]
    [InlineData("dr-learner"), InlineData("r-learner"), InlineData("x-learner"), InlineData("t-learner"), InlineData("joint-learner"), InlineData("auto"), InlineData("gold-only")]
    public void Fit_ShiftThatDependsOnTheQuery_IsCorrected(string name) =>
        Error(name, GainSamples.Paired(400, s => 1 + (2 * s[1])), 100).ShouldBeLessThan(0.3);

    [Theory]
    [InlineData("pooled"), InlineData("preference-only"), InlineData("global-shift")]
    public void Fit_ShiftThatDependsOnTheQuery_MisleadsThoseThatCannotSeeIt(string name) =>
        Error(name, GainSamples.Paired(400, s => 1 + (2 * s[1])), 100).ShouldBeGreaterThan(1);

    [Fact]
    public void GlobalShift_ConstantShift_IsCorrected() => Error("global-shift", GainSamples.Paired(400, _ => 2), 100).ShouldBeLessThan(0.1);

    [Fact]
    public void FinalRegression_WeightZero_IsGoldOnly()
    {
        PairedLabels labels = GainSamples.Paired(120, s => s[1]);

        double[] weightless = Predictions("pooled", labels, 40, Ridge with { PreferenceWeight = 0 }, FitContext.Default);

        weightless.ShouldBe(Predictions("gold-only", labels, 40, Ridge, FitContext.Default));
        weightless.ShouldNotBe(Predictions("pooled", labels, 40, Ridge with { PreferenceWeight = 0.5 }, FitContext.Default));
    }

    [Theory]
    [InlineData(100, 90), InlineData(800, 12)]
    public void GoldPerLeaf_FewerGoldRows_MakesWiderLeaves(int gold, int leaf)
    {
        // A leaf of ⌈10/κ⌉ rows: κ = 100/900 and 800/900.
        var problem = GainProblem.Of(GainSamples.Show(GainSamples.Paired(900, _ => 0), gold), new MetaRouterOptions(), 1);

        problem.CateOptionsOf(new DrLearner()).Effect.ShouldBeEquivalentTo(LearnerSets.Get("forest", leaf).Effect);
        problem.CateOptionsOf(new DrLearner()).Effect.ShouldNotBe(LearnerSets.Get("forest").Effect);
    }

    [Fact]
    public void GainModel_OfOneOrTwoRegressions_IsTheSameAfterWritingAndReading()
    {
        var problem = GainProblem.Of(GainSamples.Show(GainSamples.Paired(120, s => s[1]), 40), Ridge, 1);
        GainModel model = GainEstimators.Get("auto").Fit(problem, 1, FitContext.Default).Model;
        using var stream = new MemoryStream();
        model.Write(new ModelWriter(stream));

        GainModel read = GainModel.Read(new ModelReader(stream.ToArray()));

        read.Predict(problem.Labels.Features.Row(3)).ShouldBe(model.Predict(problem.Labels.Features.Row(3)));
        var batch = new double[problem.Labels.Count];
        read.Predict(problem.Labels.Features, batch);
        batch[3].ShouldBe(model.Predict(problem.Labels.Features.Row(3)), 1e-12);
    }

    [Fact]
    public void Normalised_PredictionsAreInTheUnitsOfPreferencesAndTheFactorUndoesThem()
    {
        PairedLabels labels = GainSamples.Paired(400, _ => 0);
        PairedLabels percent = labels with { Gold = [.. labels.Gold.Select(r => 100 * r)] };
        var problem = GainProblem.Of(GainSamples.Show(percent, 200), Ridge with { Normalisation = GoldNormalisation.Variance }, 1);

        problem.Factor.ShouldBe(0.01, 0.002);
        problem.Labels.Outcomes[0].ShouldBe(problem.Factor * percent.Gold[0], 1e-12);
    }

    [Fact]
    public void Truncate_NothingIsLike_GoldLearnsFromGoldAlone()
    {
        PairedLabels labels = GainSamples.Paired(120, s => s[1]);
        for (int i = 0; i < 120; i++)
        {
            labels.Features[i, 2] = i < 40 ? 10 : -10;
        }

        MetaRouterOptions options = Ridge with { Truncation = new TruncationOptions { Kind = TruncationKind.Crump } };
        (GainProblem kept, OverlapReport overlap) = GainProblem.Of(GainSamples.Show(labels, 40), options, 1).Truncate(FitContext.Default);

        kept.HasPreferences.ShouldBeFalse();
        overlap.KeptPreferenceShare.ShouldBe(0);
        Predict(kept, "dr-learner").ShouldBe(Predict(kept, "gold-only"));
    }

    private static double[] Predict(GainProblem problem, string name)
    {
        var predictions = new double[problem.Labels.Count];
        GainEstimators.Get(name).Fit(problem, 1, FitContext.Default).Model.Predict(problem.Labels.Features, predictions);
        return predictions;
    }

    private static double[] Predictions(string name, PairedLabels labels, int gold, MetaRouterOptions options, FitContext context)
    {
        var predictions = new double[labels.Gold.Length];
        var problem = GainProblem.Of(GainSamples.Show(labels, gold), options, 1);
        GainEstimators.Get(name).Fit(problem, 1, context).Model.Predict(labels.Features, predictions);
        return predictions;
    }

    /// <summary>Root mean squared error of m̂ against m.</summary>
    private static double Error(string name, PairedLabels labels, int gold)
    {
        double[] predictions = Predictions(name, labels, gold, Ridge, FitContext.Default);
        return Math.Sqrt(predictions.Select((m, i) => Math.Pow(m - GainSamples.Gain(labels.Features.Row(i)), 2)).Average());
    }
}
