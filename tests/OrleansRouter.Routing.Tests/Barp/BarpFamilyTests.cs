using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Policy;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Barp;

namespace OrleansRouter.Routing.Tests.Barp;

public class BarpFamilyTests
{
    /// <summary>Two kinds of queries; "even" and "odd" are each good at one, "dear" at both, "cheap" at none.</summary>
    private static readonly TrainingSet World = Sample(240);

    [Theory]
    [InlineData(DecisionHead.Utility, AdvantageKind.Replay)]
    [InlineData(DecisionHead.Mlp, AdvantageKind.DoublyRobust)]
    [InlineData(DecisionHead.Mlp, AdvantageKind.BatchMean)]
    [InlineData(DecisionHead.Mlp, AdvantageKind.LeaveOneOut)]
    [InlineData(DecisionHead.Linear, AdvantageKind.Preference)]
    [InlineData(DecisionHead.Bilinear, AdvantageKind.Replay)]
    public void Train_FromOneOutcomePerQueryAndPass_FollowsThePreference(DecisionHead head, AdvantageKind advantage)
    {
        var options = new BarpOptions
        {
            Head = head,
            Advantage = advantage,
            LearningRate = head == DecisionHead.Utility ? 1e-4 : 3e-3,
            ExplorationTemperature = head == DecisionHead.Utility ? 5 : 1,
            HiddenWidth = 32,
            PreferencesPerOutcome = 1,
        };
        IRouter router = new BarpFamily().Train(World, options, 3, FitContext.Default);

        for (int kind = 0; kind < 2; kind++)
        {
            // Rewards of (specialist, dear, cheap): at w_c = 0.4 (0.38, 0.17, 0.06), at 0.9 (−0.27, −0.81, 0.01).
            Choice(router, kind, 0.4).ShouldBe(kind == 0 ? "even" : "odd");
            Choice(router, kind, 0.9).ShouldBe("cheap");
        }
    }

    [Fact]
    public void Distribution_Sampling_IsTheSoftmaxOfTheLogits()
    {
        IRouter router = new BarpFamily().Train(World, new BarpOptions { Epochs = 4, Sharpness = 5, Sample = true }, 3, FitContext.Default);
        var scores = new CandidateScore[4];
        double[] probabilities = new double[4];
        router.Score(World.Features.Row(0), new Preference { CostWeight = 1 }, scores);

        router.Distribution(scores, [true, false, true, true], probabilities);

        double sum = Math.Exp(scores[0].Utility) + Math.Exp(scores[2].Utility) + Math.Exp(scores[3].Utility);
        probabilities[0].ShouldBe(Math.Exp(scores[0].Utility) / sum, 1e-12);
        probabilities[1].ShouldBe(0);
        scores[0].Utility.ShouldBe(5 * ((0.5 * scores[0].Quality) - (0.5 * scores[0].NormalisedCost)), 1e-12);
    }

    [Fact]
    public void Train_NothingCanBeAsked_IsRefused()
    {
        var data = World with { Quality = new Matrix<double>(2, 1, [1, double.NaN]), CostUsd = new Matrix<double>(2, 1, [double.NaN, 1]), Features = new Matrix<float>(2, 2), Models = ["a"] };

        Should.Throw<ArgumentException>(() => new BarpFamily().Train(data, new BarpOptions(), 1, FitContext.Default))
            .Message.ShouldBe("No query has a model with both a score and a cost; a bandit cannot learn from them.");
    }

    private static string Choice(IRouter router, int kind, double costWeight)
    {
        var scores = new CandidateScore[router.Models.Count];
        router.Score(World.Features.Row(kind), new Preference { QualityWeight = 1 - costWeight, CostWeight = costWeight }, scores);
        return router.Models[Array.IndexOf(scores, scores.MaxBy(s => s.Utility))];
    }

    private static TrainingSet Sample(int rows)
    {
        var rng = new Rng(5);
        var quality = new Matrix<double>(rows, 4);
        var cost = new Matrix<double>(rows, 4);
        for (int i = 0; i < rows; i++)
        {
            double[] q = [i % 2 == 0 ? 0.9 : 0.2, i % 2 == 0 ? 0.2 : 0.9, 0.95, 0.1], c = [0.4, 0.4, 1, 0];
            for (int k = 0; k < 4; k++)
            {
                quality[i, k] = q[k] + (0.05 * rng.NextGaussian());
                cost[i, k] = c[k];
            }
        }

        return new TrainingSet
        {
            Models = ["even", "odd", "dear", "cheap"],
            Features = CountingOutcomes.Features(rows),
            Quality = quality,
            CostUsd = cost,
            CostCapUsd = 1,
        };
    }
}
