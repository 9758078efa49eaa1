using OrleansRouter.Learning;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.RmSoftmax;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Families;

public sealed class RmSoftmaxFamilyTests
{
    private const double Slope = 10;
    private const double RiskAversion = 0.2;

    private static readonly double[] Grid = [0, 0.05, 0.1];

    // Model b is the cheapest, then a.
    private static readonly ModelMeans Means = new(["a", "b"], 4, [0.9, 0.5], [0.8, 0.1], [8, 1], [0.3, 0.1]);

    [Fact]
    public void Score_CostWeightOfTheGrid_RanksByThatLogit()
    {
        float[] logits = [3, 1, 2, 1.5f, 1, 2];

        Utilities(logits, new Preference { CostWeight = 0.05 }).ShouldBe([2, 1.5], 1e-6);
        Utilities(logits, new Preference { CostWeight = 0.075 }).ShouldBe([1.5, 1.75], 1e-6);
        Utilities(logits, new Preference { CostWeight = 0.1 }).ShouldBe([1, 2], 1e-6);
        Utilities(logits, new Preference { QualityWeight = 2, CostWeight = 0.1, RiskAversion = 0.4 }).ShouldBe([4, 3], 1e-6);
    }

    [Fact]
    public void Score_CostWeightBeyondTheGrid_TakesOffTheMeanCostInLogits() =>
        Utilities([3, 1, 2, 1.5f, 1, 2], new Preference { CostWeight = 1.1 }).ShouldBe([1 - (Slope * 0.8), 2 - (Slope * 0.1)], 1e-6);

    [Fact]
    public void Score_OtherRiskAversionThanTraining_WeighsTheMeanRiskByTheDifference() =>
        Utilities([3, 1, 2, 1.5f, 1, 2], new Preference { CostWeight = 0, RiskAversion = 0.7 })
            .ShouldBe([3 - (Slope * 0.5 * 0.3), 1 - (Slope * 0.5 * 0.1)], 1e-6);

    [Fact]
    public void Score_NoQualityWeight_RanksByCostAndRiskAlone() =>
        Utilities([3, 1, 2, 1.5f, 1, 2], new Preference { QualityWeight = 0, CostWeight = 1, RiskAversion = 0 })
            .ShouldBe([-Slope * 0.8, -Slope * 0.1], 1e-6);

    [Fact]
    public void Score_LogitsThatFavourTheCostlierModelAtALargerWeight_AreLevelled()
    {
        // The lead of the costlier model a is 2, 1 and 3 along the grid: 1 and 3 are pooled to 2.
        float[] logits = [2, 0, 1, 0, 3, 0];

        double[] gaps = [.. Grid.Select(w => Utilities(logits, new Preference { CostWeight = w })).Select(u => u[0] - u[1])];

        gaps.ShouldBe([2, 2, 2], 1e-6);
    }

    [Fact]
    public void Train_ModelsThatExcelOnDifferentTasks_SendsEachQueryToItsModel()
    {
        TrainingSet data = RoutingSamples.TrainingSet(rows: 200, models: 2, seed: 4);
        IRouter router = new RmSoftmaxFamily().Train(data, new RmSoftmaxOptions(), 1, FitContext.Default);
        var scores = new CandidateScore[2];

        int right = Enumerable.Range(0, 200).Count(i =>
        {
            router.Score(data.Features.Row(i), new Preference { CostWeight = 0 }, scores);
            return (scores[0].Utility > scores[1].Utility) == (i % 2 == 0);
        });

        right.ShouldBeGreaterThan(190);
    }

    private static double[] Utilities(float[] logits, Preference preference)
    {
        var scores = new CandidateScore[2];
        new MonotoneLogits(Grid, Means, RiskAversion, Slope).Score(logits, preference, scores);
        return [.. scores.Select(s => s.Utility)];
    }
}
