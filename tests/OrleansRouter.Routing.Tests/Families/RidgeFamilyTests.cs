using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Ridge;

namespace OrleansRouter.Routing.Tests.Families;

public class RidgeFamilyTests
{
    /// <summary>y = 0.2 + 0.3x, cost = 0.1 + 0.4x (cap 1), risk = 0.05x: exactly linear, so a tiny penalty recovers it.</summary>
    private static readonly TrainingSet Linear = new()
    {
        Models = ["only"],
        Features = new Matrix<float>(3, 1, [0, 1, 2]),
        Quality = new Matrix<double>(3, 1, [0.2, 0.5, 0.8]),
        CostUsd = new Matrix<double>(3, 1, [0.1, 0.5, 0.9]),
        Risk = new Matrix<double>(3, 1, [0, 0.05, 0.1]),
        CostCapUsd = 1,
    };

    [Fact]
    public void Score_LinearLabels_RecoversQualityCostAndRisk()
    {
        CandidateScore score = Score(Linear, 1.5f);

        score.Quality.ShouldBe(0.65, 1e-6);
        score.NormalisedCost.ShouldBe(0.7, 1e-6);
        score.Risk.ShouldBe(0.075, 1e-6);
        score.Utility.ShouldBe(Preference.Default.Utility(score.Quality, score.NormalisedCost, score.Risk));
    }

    [Fact]
    public void Score_FarFromTheData_KeepsCostInTheUnitIntervalAndRiskNonNegative()
    {
        Score(Linear, 50).NormalisedCost.ShouldBe(1);
        Score(Linear, -50).NormalisedCost.ShouldBe(0);
        Score(Linear, -50).Risk.ShouldBe(0);
        Score(Linear, 50).Quality.ShouldBe(15.2, 1e-4);
    }

    [Fact]
    public void Train_SingleObservations_HaveNoRisk() => Score(Linear with { Risk = null }, 1).Risk.ShouldBe(0);

    [Fact]
    public void Train_CostsAboveTheCap_CountAsOneBeforeTheFit() =>
        Score(Linear with { CostUsd = new Matrix<double>(3, 1, [9, 5, 7]) }, 1).NormalisedCost.ShouldBe(1, 1e-9);

    [Fact]
    public void Train_GridThatRunsBackwards_IsRefused() => Should.Throw<ArgumentException>(
        () => new RidgeFamily().Train(Linear, new RidgeRouterOptions { MinPenalty = 10, MaxPenalty = 1 }, 1, FitContext.Default));

    /// <summary>
    /// Forty noise features and a steady better model: the squared error of 60 rows likes a smaller penalty than routing does, which only
    /// earns by leaving the noise alone.
    /// </summary>
    [Fact]
    public void Train_ByUtility_RoutesNoWorseOnNewQueriesThanBySquaredError()
    {
        TrainingSet train = Noise(rows: 60, seed: 1), test = Noise(rows: 2000, seed: 2);

        Earned(new RidgeRouterOptions()).ShouldBeGreaterThanOrEqualTo(Earned(new RidgeRouterOptions { Choice = PenaltyChoice.SquaredError }));

        double Earned(RidgeRouterOptions options)
        {
            IRouter router = new RidgeFamily().Train(train, options, 1, FitContext.Default);
            var scores = new CandidateScore[2];
            return Enumerable.Range(0, test.Features.Rows).Average(i =>
            {
                router.Score(test.Features.Row(i), Preference.Default, scores);
                return test.Quality[i, scores[0].Utility >= scores[1].Utility ? 0 : 1];
            });
        }
    }

    private static TrainingSet Noise(int rows, ulong seed)
    {
        var rng = new Rng(seed);
        return new TrainingSet
        {
            Models = ["better", "worse"],
            Features = new Matrix<float>(rows, 40, [.. Enumerable.Range(0, rows * 40).Select(_ => (float)rng.NextGaussian())]),
            Quality = new Matrix<double>(rows, 2, [.. Enumerable.Range(0, 2 * rows).Select(i => rng.NextGaussian() + (i % 2 == 0 ? 0.5 : 0))]),
            CostUsd = new Matrix<double>(rows, 2, [.. Enumerable.Range(0, 2 * rows).Select(_ => 0.5)]),
            CostCapUsd = 1,
        };
    }

    private static CandidateScore Score(TrainingSet data, float x)
    {
        IRouter router = new RidgeFamily().Train(data, new RidgeRouterOptions { Penalty = 1e-9 }, 1, FitContext.Default);
        var scores = new CandidateScore[1];
        router.Score([x], Preference.Default, scores);
        return scores[0];
    }
}
