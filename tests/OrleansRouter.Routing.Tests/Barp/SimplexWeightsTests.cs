using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp;

namespace OrleansRouter.Routing.Tests.Barp;

public class SimplexWeightsTests
{
    [Theory]
    [InlineData(0, 0.8, 0.3, 0.8)]
    [InlineData(1, 0.8, 0.3, -0.3)]
    [InlineData(0.25, 0.8, 0.4, 0.5)]
    public void Reward_IsQualityLessCostByTheirWeights(double costWeight, double quality, double cost, double reward) =>
        SimplexWeights.OfCost(costWeight).Reward(quality, cost).ShouldBe(reward, 1e-15);

    [Theory]
    [InlineData(1, 0.25, 0.2)]
    [InlineData(3, 1, 0.25)]
    [InlineData(0, 5, 1)]
    [InlineData(2, 0, 0)]
    public void Of_ScalesTheTenantsWeightsOntoTheSimplex(double quality, double cost, double expected)
    {
        var weights = SimplexWeights.Of(new Preference { QualityWeight = quality, CostWeight = cost, RiskAversion = 7 });

        weights.Cost.ShouldBe(expected, 1e-15);
        (weights.Quality + weights.Cost).ShouldBe(1);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void OfCost_OutsideTheSimplex_IsRefused(double cost) =>
        Should.Throw<ArgumentOutOfRangeException>(() => SimplexWeights.OfCost(cost)).Message.ShouldContain("Must lie in [0, 1].");

    [Fact]
    public void Draw_IsUniform()
    {
        const int Draws = 20_000;
        double[] drawn = new double[Draws];
        var graph = new Graph(new ParameterSet(1), Draws);
        graph.Begin(Draws, new BatchNoise(5, 0));
        for (int i = 0; i < Draws; i++)
        {
            RowRandom random = graph.Noise!.Value.Row(i);
            drawn[i] = SimplexWeights.Draw(ref random).Cost;
        }

        Array.Sort(drawn);
        double distance = drawn.Select((w, i) => Math.Max(w - ((double)i / Draws), ((i + 1.0) / Draws) - w)).Max();

        // Kolmogorov–Smirnov, p = 0.001: 1.95/√n.
        distance.ShouldBeLessThan(1.95 / Math.Sqrt(Draws));
    }

    [Fact]
    public void ToPreference_RanksAsTheRewardDoes()
    {
        var rng = new Rng(3);
        for (int i = 0; i < 100; i++)
        {
            var weights = SimplexWeights.OfCost(rng.NextDouble());
            double quality = rng.NextDouble(), cost = rng.NextDouble();
            weights.ToPreference().Utility(quality, cost, risk: 0.4).ShouldBe(weights.Reward(quality, cost), 1e-15);
        }
    }
}
