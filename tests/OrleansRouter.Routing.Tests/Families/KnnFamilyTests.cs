using OrleansRouter.Learning;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Knn;

namespace OrleansRouter.Routing.Tests.Families;

public class KnnFamilyTests
{
    private static readonly TrainingSet Line = new()
    {
        Models = ["only"],
        Features = new Matrix<float>(4, 1, [0, 1, 3, 3]),
        Quality = new Matrix<double>(4, 1, [0, 1, 0.25, 0.75]),
        CostUsd = new Matrix<double>(4, 1, [1, 2, 6, 2]),
        CostCapUsd = 4,
    };

    [Fact]
    public void Score_BetweenPoints_IsTheInverseDistanceMean()
    {
        CandidateScore score = Score(Line, new KnnOptions { K = 2 }, 0.25f);

        // Distances 0.25 and 0.75: weights 4 and 4/3.
        score.Quality.ShouldBe(0.25, 1e-7);
        score.NormalisedCost.ShouldBe((0.75 * 0.25) + (0.25 * 0.5), 1e-7);
        score.Risk.ShouldBe(0);
    }

    [Fact]
    public void Score_ExactHits_TakeAllTheWeightAndShareIt() => Score(Line, new KnnOptions { K = 4 }, 3).Quality.ShouldBe(0.5);

    [Fact]
    public void Score_UniformWeighting_IsThePlainMean() => Score(
        Line, new KnnOptions { K = 3, Weighting = NeighborWeighting.Uniform }, 2.9f).Quality.ShouldBe(2 / 3.0, 1e-12);

    [Fact]
    public void Score_CostAboveTheCap_CountsAsOne() => Score(
        Line, new KnnOptions { K = 4, Weighting = NeighborWeighting.Uniform }, 0).NormalisedCost.ShouldBe((0.25 + 0.5 + 1 + 0.5) / 4, 1e-12);

    [Fact]
    public void Score_CosineMetric_ComparesDirectionsOnly()
    {
        TrainingSet plane = Line with { Features = new Matrix<float>(4, 2, [1, 0, 0, 1, -1, 0, 0, -1]) };
        IRouter router = new KnnFamily().Train(plane, new KnnOptions { K = 1, Metric = DistanceMetric.Cosine }, 1, FitContext.Default);
        var scores = new CandidateScore[1];

        router.Score([0.1f, 50], Preference.Default, scores);

        scores[0].Quality.ShouldBe(1);
    }

    [Fact]
    public void Score_NeighbourWithoutLabel_DoesNotCount_AndWithoutAnyTheMeanStandsIn()
    {
        TrainingSet gaps = Line with { Quality = new Matrix<double>(4, 1, [0.2, double.NaN, 0.4, 0.6]) };

        Score(gaps, new KnnOptions { K = 2, Weighting = NeighborWeighting.Uniform }, 0.6f).Quality.ShouldBe(0.2);
        Score(gaps, new KnnOptions { K = 1 }, 1).Quality.ShouldBe(0.4, 1e-12);
    }

    [Fact]
    public void Score_RiskLabels_AreAveragedToo() => Score(
        Line with { Risk = new Matrix<double>(4, 1, [0.1, 0.3, 0, 0]) }, new KnnOptions { K = 2, Weighting = NeighborWeighting.Uniform }, 0)
        .Risk.ShouldBe(0.2, 1e-12);

    [Fact]
    public void Train_MoreNeighboursThanRows_TakesAll() =>
        ((KnnRouter)new KnnFamily().Train(Line, new KnnOptions { K = 100 }, 1, FitContext.Default)).NeighborCount.ShouldBe(4);

    /// <summary>Where quality depends sharply on x few neighbours earn most; where it is noise around two constants, many do.</summary>
    [Theory]
    [InlineData(false, 16)]
    [InlineData(true, 256)]
    public void Train_NoK_TakesWhatEarnsMost(bool noise, int expected)
    {
        const int Rows = 300;
        var rng = new Rng(4);
        float[] x = [.. Enumerable.Range(0, Rows).Select(_ => (float)rng.NextDouble())];
        var data = new TrainingSet
        {
            Models = ["varying", "steady"],
            Features = new Matrix<float>(Rows, 1, x),
            Quality = new Matrix<double>(Rows, 2, [.. x.SelectMany(v => noise
                ? new[] { 0.2 + rng.NextGaussian(), rng.NextGaussian() }
                : [Math.Sin(20 * v), 0])]),
            CostUsd = new Matrix<double>(Rows, 2, [.. Enumerable.Repeat(0.5, 2 * Rows)]),
            CostCapUsd = 1,
        };

        ((KnnRouter)new KnnFamily().Train(data, new KnnOptions(), 1, FitContext.Default)).NeighborCount.ShouldBe(expected);
    }

    private static CandidateScore Score(TrainingSet data, KnnOptions options, float x)
    {
        IRouter router = new KnnFamily().Train(data, options, 1, FitContext.Default);
        var scores = new CandidateScore[1];
        router.Score([x], Preference.Default, scores);
        return scores[0];
    }
}
