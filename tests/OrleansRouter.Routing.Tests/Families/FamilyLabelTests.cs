using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.AvengersPro;
using OrleansRouter.Routing.Families.EmbedLlm;
using OrleansRouter.Routing.Families.GraphRouter;
using OrleansRouter.Routing.Families.Networks;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Families;

/// <summary>How families read labels: unknown ones, risk, scales, descriptions of models.</summary>
public sealed class FamilyLabelTests
{
    private const double Unknown = double.NaN;

    [Fact]
    public void RiskAdjusted_UnknownRisk_TakesTheModelsMean()
    {
        TrainingSet data = Data(quality: [0.9, 0.5, 0.7, Unknown], risk: [0.4, 0.1, Unknown, 0.3]);

        RiskAdjusted adjusted = RiskAdjusted.Of(data, riskAversion: 0.5);

        adjusted.MeanRisk.ShouldBe([0.4, 0.2], 1e-12);
        adjusted.Quality.Values[..3].ShouldBe([0.7, 0.45, 0.5], 1e-12);
        adjusted.Quality.Values[3].ShouldBe(double.NaN);
        RiskAdjusted.Of(data with { Risk = null }, 0.5).Quality.Values[..3].ShouldBe([0.9, 0.5, 0.7]);
    }

    [Fact]
    public void TargetColumns_ModelNeverObservedTwice_HasRiskZero()
    {
        TrainingSet data = Data(quality: [0.9, 0.5, 0.7, 0.2], risk: [0.4, Unknown, Unknown, Unknown]);

        TargetColumns.Blocks(data)[2].Values.ShouldBe([0.4, 0, Unknown, 0]);
    }

    [Fact]
    public void UnitScale_LabelsBeyondTheUnitInterval_AreBroughtIntoItAndBack()
    {
        var scale = UnitScale.Of(new Matrix<double>(1, 4, [-1, Unknown, 0.5, 3]));

        scale.ToUnit(-1).ShouldBe(0);
        scale.ToUnit(3).ShouldBe(1);
        scale.FromUnit(scale.ToUnit(0.5)).ShouldBe(0.5, 1e-12);
        UnitScale.Of(new Matrix<double>(1, 2, [0.3, 0.6])).ShouldBe(new UnitScale(0, 1));
    }

    [Fact]
    public void EdgeTargets_UnknownLabels_WeighNothingAndTheOthersMakeUpForThem()
    {
        EdgeTargets targets = EdgeTargets.Of(new Matrix<double>(2, 2, [1, Unknown, Unknown, 0.25]));

        targets.Values.Values.ShouldBe([1, 0, 0, 0.25f]);
        targets.Weights.Values.ShouldBe([2, 0, 0, 2]);
        float[] logOdds = new float[2];
        targets.LogOdds()(logOdds, new Rng(1));
        logOdds.ShouldBe([4, (float)Math.Log(1.0 / 3)], 1e-6);
    }

    [Fact]
    public void ClusterMeans_ModelUnknownInACluster_IsNaNThereAndFilledFromTheOthers()
    {
        Matrix<double> means = ClusterMeans.Of(new Matrix<double>(3, 2, [0.2, Unknown, 0.6, Unknown, 1, 0.5]), [0, 0, 1], 2);

        means.Values.ShouldBe([0.4, Unknown, 1, 0.5]);
    }

    [Fact]
    public void EmbedLlm_RiskAversionOfTraining_RanksByTheLearnedTargetItself()
    {
        TrainingSet data = RoutingSamples.TrainingSet();
        var risk = new Matrix<double>(data.Features.Rows, data.Models.Count, [.. Enumerable.Range(0, 120).Select(j => j % 3 * 0.2)]);
        IRouter router = new EmbedLlmFamily().Train(data with { Risk = risk }, new EmbedLlmOptions { RiskAversion = 0.5 }, 1, FitContext.Default);
        var scores = new CandidateScore[3];

        router.Score(data.Features.Row(0), new Preference { CostWeight = 0, RiskAversion = 0.5 }, scores);

        scores.ShouldAllBe(s => s.Utility > 0 && s.Utility < 1);
        scores.Select(s => s.Risk).ShouldBe([0, 0.2, 0.4], 1e-12);
        scores.Select(s => s.Quality - s.Utility).ShouldBe([0, 0.1, 0.2], 1e-12);
    }

    [Fact]
    public void ModelDescriptions_EqualDataAndIds_AreEqualAndKinLieNearer()
    {
        Matrix<float> features = ModelDescriptions.Of(Data([0.9, 0.5, 0.7, 0.2], null) with { Models = ["gpt-4-mini", "gpt-4o-mini"] });
        Matrix<float> other = ModelDescriptions.Of(Data([0.9, 0.5, 0.7, 0.2], null) with { Models = ["gpt-4-mini", "claude-3-opus"] });

        features.Row(0).ToArray().ShouldBe(other.Row(0).ToArray());
        features.Row(0)[ModelDescriptions.WordPlaces..].ToArray().ShouldBe([0.8f, 0.55f, 0]);
        Similarity(features).ShouldBeGreaterThan(Similarity(other));

        static double Similarity(Matrix<float> f) =>
            Enumerable.Range(0, ModelDescriptions.WordPlaces).Sum(j => (double)f.Values[j] * f.Values[f.Columns + j]);
    }

    [Fact]
    public void GraphRouter_DescribedModels_ReadsTheDescriptions()
    {
        TrainingSet data = RoutingSamples.TrainingSet();
        var family = new GraphRouterFamily();
        var options = new GraphRouterOptions { Epochs = 2 };
        IRouter plain = family.Train(data, options, 1, FitContext.Default);
        IRouter described = family.Train(data with { ModelFeatures = new Matrix<float>(3, 2, [1, 0, 0, 1, 1, 1]) }, options, 1, FitContext.Default);

        Scores(described).ShouldNotBe(Scores(plain));
        Should.Throw<ArgumentException>(() => family.Train(data with { ModelFeatures = new Matrix<float>(2, 2) }, options, 1, FitContext.Default))
            .Message.ShouldBe("ModelFeatures is 2 × 2; expected one row of finite numbers for each of the 3 models.");

        CandidateScore[] Scores(IRouter router)
        {
            var scores = new CandidateScore[3];
            router.Score(data.Features.Row(0), Preference.Default, scores);
            return scores;
        }
    }

    private static TrainingSet Data(double[] quality, double[]? risk) => new()
    {
        Models = ["a", "b"],
        Features = new Matrix<float>(2, 1),
        Quality = new Matrix<double>(2, 2, quality),
        CostUsd = new Matrix<double>(2, 2, [0.5, 0.5, 0.6, 1]),
        Risk = risk is null ? null : new Matrix<double>(2, 2, risk),
        CostCapUsd = 1,
    };
}
