using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Trees.Forests;

public sealed class ForestPartsTests
{
    private const int Rows = 1000;

    [Fact]
    public void Join_PartsFittedInAnyOrder_SameBytesAsOneFit()
    {
        var forest = new RandomForestRegressor(new ForestOptions { Trees = 3500, MaxDepth = 2 });
        var rng = new Rng(5);
        var features = new Matrix<float>(Rows, 2, [.. Enumerable.Range(0, 2 * Rows).Select(_ => (float)rng.NextGaussian())]);
        double[] targets = [.. Enumerable.Range(0, Rows).Select(i => features[i, 0] + rng.NextGaussian())];
        forest.PartsOf(Rows).ShouldBe(3);

        IRegressionModel[] parts = new IRegressionModel[3];
        foreach (int part in new[] { 2, 0, 1 })
        {
            parts[part] = forest.FitPart(part, features, targets, null, 7, new FitContext(2));
        }

        parts.Select(part => ((ForestModel)part).TreeCount).ShouldBe([1166, 1167, 1167]);
        LearnerData.Bytes(forest.Join(parts).Write).ShouldBe(LearnerData.Bytes(forest.Fit(features, targets, null, 7, FitContext.Default).Write));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(19_999, 1)]
    [InlineData(20_000, 2)]
    [InlineData(1_000_000, 100)]
    [InlineData(100_000_000, 100)]
    public void PartsOf_MoreRows_NeverFewerNorMoreThanTrees(int rows, int parts) => new RandomForestRegressor().PartsOf(rows).ShouldBe(parts);
}
