using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;

namespace OrleansRouter.Routing.Tests.Families;

public class MetaRouterFamilyTests
{
    private static readonly MetaRouterFamilyOptions Ridge = new() { Learner = "ridge" };

    [Fact]
    public void Score_GainOverTheCheapestModel_IsLearnedPerModelInUnitsOfGold()
    {
        IRouter router = new MetaRouterFamily().Train(Labels(gold: 400, bias: 0), Ridge, 1, FitContext.Default);

        CandidateScore[] scores = Score(router, [1, 0, 0], Preference.Default);

        // Scores are 2, 2 + s₀ and 2 − s₀ with noise 0.1 on 400 rows; costs 0.1, 0.5 and 1.
        scores[0].Quality.ShouldBe(2, 0.1);
        scores[1].Quality.ShouldBe(3, 0.1);
        scores[2].Quality.ShouldBe(1, 0.1);
        scores.Select(s => s.NormalisedCost).ToArray().ShouldBe([0.1, 0.5, 1], 1e-6);
    }

    [Fact]
    public void Score_BiasedCheapLabels_AreCorrectedByTheGoldOnes()
    {
        // The judge says s₀ − 2s₁ for model 1; 60 gold rows of 400 tell.
        TrainingSet data = Labels(gold: 60, bias: 2);
        IRouter fused = new MetaRouterFamily().Train(data, Ridge, 1, FitContext.Default);
        IRouter cheap = new MetaRouterFamily().Train(data, Ridge with { Estimator = "preference-only" }, 1, FitContext.Default);

        (Gain(fused, [0, 1, 0]) - Gain(fused, [0, -1, 0])).ShouldBe(0, 0.4);
        (Gain(cheap, [0, 1, 0]) - Gain(cheap, [0, -1, 0])).ShouldBeLessThan(-1);
        (Gain(fused, [1, 0, 0]) - Gain(fused, [-1, 0, 0])).ShouldBe(2, 0.4);
    }

    [Theory]
    [InlineData(0.5, 1), InlineData(2, 1), InlineData(3, 0)]
    public void Distribution_FollowsTheGainLessTheWeightedCost(double costWeight, int chosen)
    {
        // m̂₁ ≈ 1 at s₀ = 1, and the extra cost is 0.4: worth it up to a weight of 2.5.
        IRouter router = new MetaRouterFamily().Train(Labels(gold: 400, bias: 0), Ridge, 1, FitContext.Default);
        CandidateScore[] scores = Score(router, [1, 0, 0], new Preference { CostWeight = costWeight });
        var probabilities = new double[3];

        router.Distribution(scores, [true, true, true], probabilities);

        probabilities[chosen].ShouldBe(1);
        (scores[1].Utility - scores[0].Utility).ShouldBe(
            scores[1].Quality - scores[0].Quality - (costWeight * (scores[1].NormalisedCost - scores[0].NormalisedCost)), 1e-12);
    }

    [Fact]
    public void Train_MoreDimensionsThanComponents_ReducesThemAndSurvivesWritingAndReading()
    {
        var family = new MetaRouterFamily();
        IRouter router = family.Train(Labels(gold: 200, bias: 1), Ridge with { Components = 2 }, 1, FitContext.Default);
        using var stream = new MemoryStream();
        router.Write(new ModelWriter(stream));

        IRouter read = family.Read(new ModelReader(stream.ToArray()));

        read.FeatureCount.ShouldBe(3);
        Score(read, [1, 2, 3], Preference.Default).ShouldBe(Score(router, [1, 2, 3], Preference.Default));
    }

    [Fact]
    public void Train_ModelThatGoldNeverComparedWithTheReference_HasTheDifferenceOfTheMeans()
    {
        TrainingSet data = Labels(gold: 400, bias: 0);
        for (int i = 0; i < data.Quality.Rows; i++)
        {
            data.Quality[i, i % 2 == 0 ? 0 : 1] = double.NaN;
        }

        IRouter router = new MetaRouterFamily().Train(data with { Preference = null }, Ridge, 1, FitContext.Default);

        double means = Enumerable.Range(0, 200).Average(i => data.Quality[2 * i, 1]) - Enumerable.Range(0, 200).Average(i => data.Quality[(2 * i) + 1, 0]);
        Gain(router, [1, 0, 0]).ShouldBe(means, 1e-9);
        Gain(router, [-1, 5, 0]).ShouldBe(means, 1e-9);
    }

    [Fact]
    public void Train_CheapLabelsOfAnotherShape_AreRefused() =>
        Should.Throw<ArgumentException>(() => new MetaRouterFamily().Train(
                Labels(gold: 10, bias: 0) with { Preference = new Matrix<double>(400, 2) }, Ridge, 1, FitContext.Default))
            .Message.ShouldBe("Preference is 400 × 2; expected 400 rows × 3 models.");

    private static double Gain(IRouter router, float[] row)
    {
        CandidateScore[] scores = Score(router, row, Preference.Default);
        return scores[1].Quality - scores[0].Quality;
    }

    private static CandidateScore[] Score(IRouter router, float[] row, Preference preference)
    {
        var scores = new CandidateScore[3];
        router.Score(row, preference, scores);
        return scores;
    }

    /// <summary>Scores 2, 2 + s₀, 2 − s₀ of 400 queries; the cheap judge underrates model 1 by bias·s₁. Gold judged the first rows, the cheap judge the others.</summary>
    private static TrainingSet Labels(int gold, double bias)
    {
        const int rows = 400;
        var rng = new Rng(21);
        var features = new Matrix<float>(rows, 3, [.. Enumerable.Range(0, rows * 3).Select(_ => (float)rng.NextGaussian())]);
        Matrix<double> quality = new(rows, 3), preference = new(rows, 3), costs = new(rows, 3);
        for (int i = 0; i < rows; i++)
        {
            double[] truth = [2, 2 + features[i, 0], 2 - features[i, 0]];
            for (int k = 0; k < 3; k++)
            {
                double noisy = truth[k] + (0.1 * rng.NextGaussian());
                quality[i, k] = i < gold ? noisy : double.NaN;
                preference[i, k] = i < gold ? double.NaN : noisy - (k == 1 ? bias * features[i, 1] : 0);
                costs[i, k] = k == 0 ? 0.1 : k == 1 ? 0.5 : 1;
            }
        }

        return new TrainingSet { Models = ["a", "b", "c"], Features = features, Quality = quality, Preference = preference, CostUsd = costs, CostCapUsd = 1 };
    }
}
