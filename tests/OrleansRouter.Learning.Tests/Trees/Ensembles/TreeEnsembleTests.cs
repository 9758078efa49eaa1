using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Trees.Ensembles;

public sealed class TreeEnsembleTests
{
    /// <summary>x₀ ≤ 1 → (x₁ ≤ 2 → 10 | 20) | 30; missing x₀ goes left, missing x₁ right.</summary>
    private static readonly FlatTree Small = new([0, 1 | FlatTree.MissingRight, 0, 0, 0], [1, 2, 0, 0, 0], [1, 3, 0, 0, 0], [0, 0, 30, 10, 20]);

    [Theory]
    [InlineData(0, 0, 10)]
    [InlineData(1, 2, 10)]
    [InlineData(1, 2.5, 20)]
    [InlineData(1.5, 0, 30)]
    [InlineData(float.NaN, 0, 10)]
    [InlineData(float.NaN, float.NaN, 20)]
    [InlineData(0, float.NaN, 20)]
    [InlineData(5, float.NaN, 30)]
    [InlineData(float.PositiveInfinity, 0, 30)]
    public void Sum_OneTree_FollowsThresholdsAndMissingSides(float x0, float x1, double expected) =>
        new TreeEnsemble(2, [Small]).Sum([x0, x1]).ShouldBe(expected);

    [Fact]
    public void Sum_AnyNumberOfRows_SameBitsAsRowByRow()
    {
        var ensemble = new TreeEnsemble(2, [Small, Leaf(0.1), Small, Leaf(0.2)]);
        for (int rows = 0; rows <= 150; rows += 7)
        {
            var x = new Matrix<float>(rows, 2, [.. TreeData.Uniform(rows, 2, 5).Values.Select((v, i) => i % 9 == 4 ? float.NaN : 4 * v)]);
            var sums = new double[rows];
            ensemble.Sum(x, sums);
            sums.ShouldBe([.. Enumerable.Range(0, rows).Select(i => ensemble.Sum(x.Row(i)))]);
        }
    }

    [Fact]
    public void Sum_RowOfAnotherWidth_Refused() =>
        Should.Throw<ArgumentException>(() => new TreeEnsemble(2, [Small]).Sum([1f])).Message.ShouldContain("fitted with 2");

    [Fact]
    public void Read_WhatWriteWrote_SameBytes()
    {
        byte[] bytes = Bytes(new TreeEnsemble(2, [Small, Leaf(4)]));
        Bytes(TreeEnsembleFormat.Read(new ModelReader(bytes))).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("child before its parent")]
    [InlineData("child beyond the tree")]
    [InlineData("unknown feature")]
    [InlineData("negative feature")]
    [InlineData("value not finite")]
    [InlineData("threshold NaN")]
    public void Read_NodeThatCouldLoopOrLeaveTheArrays_Refused(string damage)
    {
        FlatTree tree = new([.. Small.Features], [.. Small.Thresholds], [.. Small.Lefts], [.. Small.Values]);
        switch (damage)
        {
            case "child before its parent": tree.Lefts[1] = 1; break;
            case "child beyond the tree": tree.Lefts[1] = 4; break;
            case "unknown feature": tree.Features[0] = 2; break;
            case "negative feature": tree.Features[0] = -1; break;
            case "value not finite": tree.Values[3] = double.NaN; break;
            default: tree.Thresholds[0] = float.NaN; break;
        }

        // The writer does not check; it packs whatever trees it is given, so the bytes are written by hand.
        byte[] bytes = LearnerData.Bytes(writer =>
        {
            writer.Section("tree-ensemble", 1);
            writer.Write(2);
            writer.Write(1);
            writer.Write(tree.Features.AsSpan());
            writer.Write(tree.Thresholds.AsSpan());
            writer.Write(tree.Lefts.AsSpan());
            writer.Write(tree.Values.AsSpan());
        });
        Should.Throw<ModelFormatException>(() => TreeEnsembleFormat.Read(new ModelReader(bytes))).Message.ShouldContain("Tree 0");
    }

    [Fact]
    public void Read_AnyByteDamaged_RefusedOrStillPredictsWithinTheArrays()
    {
        byte[] bytes = Bytes(new TreeEnsemble(2, [Small, Leaf(4), Small]));
        var rng = new Rng(11);
        for (int trial = 0; trial < 2_000; trial++)
        {
            byte[] damaged = [.. bytes];
            damaged[rng.NextInt(damaged.Length)] = (byte)rng.NextUInt64();
            try
            {
                TreeEnsemble read = TreeEnsembleFormat.Read(new ModelReader(damaged));
                read.NodeCount.ShouldBeLessThan(20);
                if (read.FeatureCount < 1_000_000)
                {
                    double.IsFinite(read.Sum(new float[read.FeatureCount])).ShouldBeTrue();
                }
            }
            catch (ModelFormatException)
            {
                // Refused: as good.
            }
        }
    }

    private static FlatTree Leaf(double value) => new([0], [float.PositiveInfinity], [0], [value]);

    private static byte[] Bytes(TreeEnsemble ensemble) => LearnerData.Bytes(writer => TreeEnsembleFormat.Write(ensemble, writer));
}
