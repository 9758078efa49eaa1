using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Tests.Families;

public class BaselineTests
{
    private static readonly TrainingSet Data = new()
    {
        Models = ["good", "fair"],
        Features = new Matrix<float>(3, 1),
        Quality = new Matrix<double>(3, 2, [1, 0, 1, 1, double.NaN, 0]),
        CostUsd = new Matrix<double>(3, 2, [4, 1, 2, double.NaN, 6, 2]),
        Risk = new Matrix<double>(3, 2, [0.1, 0.2, 0.3, 0.4, double.NaN, 0.6]),
        CostCapUsd = 4,
    };

    [Fact]
    public void BestFixed_Scores_AreMeansOverKnownLabelsWithCostsCappedBeforeTheMean()
    {
        var preference = new Preference { QualityWeight = 2, CostWeight = 1, RiskAversion = 0.5 };

        CandidateScore[] scores = Score("best-fixed", preference);

        scores[0].Quality.ShouldBe(1);
        scores[0].NormalisedCost.ShouldBe((1 + 0.5 + 1) / 3, 1e-15);
        scores[0].Risk.ShouldBe(0.2, 1e-15);
        scores[1].Quality.ShouldBe(1 / 3.0, 1e-15);
        scores[1].NormalisedCost.ShouldBe(0.375, 1e-15);
        scores[1].Utility.ShouldBe((2 / 3.0) - 0.375 - 0.2, 1e-15);
    }

    [Theory]
    [InlineData(0.1, "good")]
    [InlineData(10, "fair")]
    public void BestFixed_Choice_MovesWithTheCostWeight(double costWeight, string expected) =>
        Chosen("best-fixed", new Preference { CostWeight = costWeight }).ShouldBe(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Cheapest_AnyPreference_TakesTheSmallestMeanCostInDollars(double costWeight) =>
        Chosen("cheapest", new Preference { CostWeight = costWeight }).ShouldBe("fair");

    [Fact]
    public void Cheapest_BothAboveTheCap_StillTellsThemApart()
    {
        TrainingSet dear = Data with { CostCapUsd = 0.5 };

        Score("cheapest", Preference.Default, dear).ShouldAllBe(s => s.NormalisedCost == 1);
        Chosen("cheapest", Preference.Default, dear).ShouldBe("fair");
    }

    [Fact]
    public void Random_Distribution_IsUniformOverTheEligible()
    {
        IRouter router = Train("random", Data);
        double[] probabilities = new double[2];

        router.Distribution(new CandidateScore[2], [true, true], probabilities);
        probabilities.ShouldBe([0.5, 0.5]);
        router.Distribution(new CandidateScore[2], [false, true], probabilities);
        probabilities.ShouldBe([0, 1]);
    }

    private static IRouter Train(string family, TrainingSet data) =>
        RouterFamilies.Registry.Get(family).Train(data, new NoOptions(), 1, FitContext.Default);

    private static CandidateScore[] Score(string family, Preference preference, TrainingSet? data = null)
    {
        var scores = new CandidateScore[2];
        Train(family, data ?? Data).Score(new float[1], preference, scores);
        return scores;
    }

    private static string Chosen(string family, Preference preference, TrainingSet? data = null)
    {
        double[] probabilities = new double[2];
        Train(family, data ?? Data).Distribution(Score(family, preference, data), [true, true], probabilities);
        return Data.Models[Array.IndexOf(probabilities, 1)];
    }
}
