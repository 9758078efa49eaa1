using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;
using OrleansRouter.Routing.Barp.Training;

namespace OrleansRouter.Routing.Tests.Barp.Training;

public class UtilityEstimatorTests
{
    private static readonly bool[] All = [true, true, true];
    private static readonly double[] Quality = [0.9, 0.4, 0.1], Cost = [0.8, 0.3, 0.05];

    /// <summary>The slope of the expected estimated utility is that of eq. 5, computed by its own node.</summary>
    [Theory]
    [InlineData(AdvantageKind.BatchMean)]
    [InlineData(AdvantageKind.LeaveOneOut)]
    public void Write_OneBaseline_HasTheGradientOfReinforce(AdvantageKind kind)
    {
        float[] logits = [0.3f, -0.4f, 1.1f, -0.2f, 0.6f, 0.1f];
        var estimator = new UtilityEstimator(BarpOptions.Paper with { Advantage = kind }, Environment().Memory, new PreferenceBaseline());
        Feedback[] batch = [Row(0.2, arm: 2, Probability(logits.AsSpan(0, 3), 2)), Row(0.7, arm: 0, Probability(logits.AsSpan(3), 0))];
        double[] baselines = kind == AdvantageKind.BatchMean
            ? [(batch[0].Reward + batch[1].Reward) / 2, (batch[0].Reward + batch[1].Reward) / 2]
            : [batch[1].Reward, batch[0].Reward];
        estimator.Begin(batch);
        float[] utilities = new float[6];
        estimator.Write(0, batch[0], 0, null, All, utilities.AsSpan(0, 3));
        estimator.Write(1, batch[1], 0, null, All, utilities.AsSpan(3));

        float[] ours = Gradient(logits, (graph, z) => z.ExpectedRegret(Filled(graph.Input(3), utilities), 0.05));
        float[] reinforce = Gradient(logits, (graph, z) =>
        {
            IndexInput actions = graph.Indices();
            batch.Select(f => f.Arm).ToArray().CopyTo(actions.Values);
            return z.PolicyGradient(actions, Filled(graph.Input(1), [.. batch.Select((f, i) => (float)(f.Reward - baselines[i]))]), 0.05);
        });

        ours.Zip(reinforce, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(2e-6f);
        reinforce.Max(Math.Abs).ShouldBeGreaterThan(0.01f);
    }

    /// <summary>Averaged over what might have been asked, the estimates are the true utilities: under the asked preference and under any other.</summary>
    [Theory]
    [InlineData(AdvantageKind.BatchMean)]
    [InlineData(AdvantageKind.Preference)]
    [InlineData(AdvantageKind.DoublyRobust)]
    public void Write_AveragedOverChoices_IsTheTrueUtility(AdvantageKind kind)
    {
        double[] probabilities = [0.5, 0.2, 0.3];
        double[] expected = new double[3];
        var other = SimplexWeights.OfCost(0.9);
        for (int arm = 0; arm < 3; arm++)
        {
            var estimator = new UtilityEstimator(new BarpOptions { Advantage = kind }, Environment().Memory, new PreferenceBaseline());
            Feedback asked = Row(0.2, arm, probabilities[arm]), reused = asked with { Weights = other };
            // The baseline may depend on other rows only, else it correlates with the choice.
            estimator.Begin([Row(0.2, 1, 0.2), reused with { Quality = 0, NormalisedCost = 0 }]);
            float[] utilities = new float[3];
            estimator.Write(1, reused, 0, Estimates(), All, utilities);
            for (int k = 0; k < 3; k++)
            {
                expected[k] += probabilities[arm] * utilities[k];
            }
        }

        for (int k = 0; k < 3; k++)
        {
            expected[k].ShouldBe(other.Reward(Quality[k], Cost[k]), 1e-6);
        }
    }

    [Fact]
    public void Write_Replay_CorrectsByEverythingThatWasSeen()
    {
        BanditEnvironment environment = Environment();
        environment.Pull(0, 0, [0.5, 0.25, 0.25]);
        environment.Pull(0, 2, [0.5, 0.25, 0.25]);
        var estimator = new UtilityEstimator(new BarpOptions { Advantage = AdvantageKind.Replay }, environment.Memory, new PreferenceBaseline());
        Feedback feedback = Row(0.4, arm: 2, 0.25);
        estimator.Begin([feedback]);
        float[] utilities = new float[3];
        estimator.Write(0, feedback, 0, Estimates(), All, utilities);

        double Expected(int k, double inclusion) => Expectation(k) + ((feedback.Weights.Reward(Quality[k], Cost[k]) - Expectation(k)) / inclusion);
        double Expectation(int k) => feedback.Weights.Reward(0.5, 0.1 * k);
        utilities[0].ShouldBe((float)Expected(0, 0.75), 1e-6f);
        utilities[1].ShouldBe((float)Expectation(1), 1e-6f);
        utilities[2].ShouldBe((float)Expected(2, 1 - (0.75 * 0.75)), 1e-6f);
    }

    [Fact]
    public void Write_UnlikelyChoice_IsCutToTheLimitAndCounted()
    {
        var estimator = new UtilityEstimator(new BarpOptions { Advantage = AdvantageKind.DoublyRobust, MaxImportanceWeight = 4 }, Environment().Memory, new PreferenceBaseline());
        Feedback feedback = Row(0, arm: 1, 0.01);
        estimator.Begin([feedback]);
        float[] utilities = new float[3];
        estimator.Write(0, feedback, 0, Estimates(), [true, true, false], utilities);

        utilities[1].ShouldBe((float)(0.5 + (4 * (0.4 - 0.5))), 1e-6f);
        utilities[2].ShouldBe(float.NaN);
        estimator.Clipped.ShouldBe(1);
    }

    private static Feedback Row(double costWeight, int arm, double probability) =>
        new(0, SimplexWeights.OfCost(costWeight), arm, probability, Quality[arm], Cost[arm]);

    private static BanditEnvironment Environment() => new(new CountingOutcomes(1, 4, (_, k) => new ArmOutcome(Quality[k], Cost[k])));

    private static RewardEstimates Estimates() => new(
        [new MultiLinearModel(new Matrix<double>(6, 1), new double[6])], [], [1], 0,
        new Matrix<double>(1, 3, [0.5, 0.5, 0.5]), new Matrix<double>(1, 3, [0, 0.1, 0.2]));

    private static double Probability(ReadOnlySpan<float> logits, int arm)
    {
        double sum = 0;
        foreach (float z in logits)
        {
            sum += Math.Exp(z);
        }

        return Math.Exp(logits[arm]) / sum;
    }

    private static InputNode Filled(InputNode input, float[] values)
    {
        values.CopyTo(input.Values);
        return input;
    }

    /// <summary>∂(mean loss)/∂logits of two rows, with the logits as parameters.</summary>
    private static float[] Gradient(float[] logits, Func<Graph, Node, Node> loss)
    {
        var parameters = new ParameterSet(1);
        var graph = new Graph(parameters, 2);
        graph.Begin(2);
        Node table = graph.Parameter("logits", 2, 3, (values, _) => logits.CopyTo(values));
        IndexInput rows = graph.Indices();
        rows.Values[1] = 1;
        graph.Backward(loss(graph, table.Gather(rows)), 0.5f);
        return graph.ParameterGradients;
    }
}
