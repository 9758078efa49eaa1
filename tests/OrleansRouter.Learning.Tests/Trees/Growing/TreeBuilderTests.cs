using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Tests.Trees.Growing;

public sealed class TreeBuilderTests
{
    private static readonly Matrix<float> X = TreeData.Uniform(400, 6, 1);
    private static readonly double[] Y = TreeData.Friedman(X, 1, 2);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Grow_AnyDepth_LeavesHoldEveryRowOnceAndTheirMean(int depth)
    {
        TreeBuilder builder = Grow(new GrowthRules { MaxDepth = depth, FeaturesPerSplit = 6 });
        var seen = new List<int>();
        builder.ForEachLeaf((rows, value) =>
        {
            seen.AddRange(rows);
            value.ShouldBe(Mean(rows), 1e-9);
        });
        seen.Order().ShouldBe(Enumerable.Range(0, X.Rows));
        builder.Growth.Depth.ShouldBeLessThanOrEqualTo(depth + 1);
        builder.Growth.Count.ShouldBeLessThan(1 << Math.Min(depth + 1, 20));
    }

    [Fact]
    public void Grow_ManyRows_SubtractedHistogramsGiveTheSplitsOfSummedOnes()
    {
        // Six features of six take the way that keeps and subtracts histograms; six of seven, the seventh excluded, never does.
        var rules = new GrowthRules { MaxDepth = 9, FeaturesPerSplit = 6, MinChild = 20 };
        Matrix<float> x = TreeData.Uniform(6_000, 6, 1);
        var wide = new Matrix<float>(6_000, 7, [.. Enumerable.Range(0, 6_000).SelectMany(i => x.Row(i).ToArray().Append(0))]);
        double[] y = TreeData.Friedman(x, 1, 2);
        TreeGrowth shared = Grow(rules, x, y).Growth;
        TreeGrowth sampled = Grow(rules, wide, y).Growth;
        shared.Count.ShouldBeGreaterThan(100);
        sampled.Count.ShouldBe(shared.Count);
        for (int node = 0; node < shared.Count; node++)
        {
            sampled.SplitOf(node).ShouldBe(shared.SplitOf(node));
        }
    }

    [Fact]
    public void Grow_WithoutLimits_EveryLeafIsOneRow()
    {
        TreeBuilder builder = Grow(new GrowthRules { MaxDepth = 1_000, FeaturesPerSplit = 2 });
        builder.ForEachLeaf((rows, _) => rows.Length.ShouldBe(1));
        builder.Growth.Count.ShouldBe((2 * X.Rows) - 1);
    }

    [Fact]
    public void Grow_SmallestNodeAndLeaf_AreKept()
    {
        TreeBuilder builder = Grow(new GrowthRules { MaxDepth = 1_000, FeaturesPerSplit = 6, MinNode = 40, MinChild = 10 });
        var sizes = new List<int>();
        builder.ForEachLeaf((rows, _) => sizes.Add(rows.Length));
        sizes.Min().ShouldBeGreaterThanOrEqualTo(10);
        sizes.Max().ShouldBeLessThan(60); // a node of 40 and more rows always has a split into 10 and more on continuous features
        sizes.Count.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Grow_ExclusiveOr_SplitsThoughTheFirstSplitGainsNothing()
    {
        var x = new Matrix<float>(4, 2, [0, 0, 0, 1, 1, 0, 1, 1]);
        TreeBuilder builder = Grow(new GrowthRules { MaxDepth = 2, FeaturesPerSplit = 2 }, x, [0, 1, 1, 0]);
        builder.Growth.Count.ShouldBe(7);
        builder.ForEachLeaf((rows, value) => value.ShouldBe(rows[0] is 1 or 2 ? 1 : 0));
    }

    [Fact]
    public void Grow_ManyConstantFeatures_TriesOnUntilOneVaries()
    {
        var x = new Matrix<float>(2, 6);
        x[1, 5] = 1;
        Grow(new GrowthRules { MaxDepth = 1, FeaturesPerSplit = 1 }, x, [0, 1]).Growth.SplitOf(0).Feature.ShouldBe(5);
    }

    private static TreeBuilder Grow(GrowthRules rules) => Grow(rules, X, Y);

    private static TreeBuilder Grow(GrowthRules rules, Matrix<float> x, double[] y)
    {
        var context = new FitContext(1);
        var builder = new TreeBuilder(BinnedMatrix.Build(x, null, FeatureBins.MaxBins, context), rules, context);
        builder.Grow(new TreeTask
        {
            Rows = Enumerable.Range(0, x.Rows).ToArray(),
            Gradients = [.. y.Select(v => new GradientSum(ExactGrid.Round(v, ExactGrid.Step(1e5)), 1))],
            Features = [.. Enumerable.Range(0, Math.Min(6, x.Columns))],
            Targets = y,
            Seed = 3,
        });
        return builder;
    }

    private static double Mean(ReadOnlySpan<int> rows)
    {
        double sum = 0;
        foreach (int row in rows)
        {
            sum += Y[row];
        }

        return sum / rows.Length;
    }
}
