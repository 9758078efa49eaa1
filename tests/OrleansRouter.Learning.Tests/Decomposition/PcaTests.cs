using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Decomposition;

public sealed class PcaTests
{
    private static readonly DecompositionFixture Sklearn = DecompositionFixture.Instance;
    private static readonly PcaOptions Five = new() { Components = 5 };

    [Fact]
    public void Fit_Rows_SubspaceAndVarianceEqualScikitLearns()
    {
        PcaModel model = Pca.Fit(Sklearn.X, Five, 1, FitContext.Default);
        Subspace.Sine(model.Components, Sklearn.Components).ShouldBeLessThan(1e-6);
        model.ExplainedVariance.ShouldBe(Sklearn.ExplainedVariance, 1e-9);
        model.Mean.ShouldBe(Sklearn.Mean, 1e-12);
    }

    [Fact]
    public void Fit_Components_EqualScikitLearnsUpToSignAndLargestEntryIsPositive()
    {
        PcaModel model = Pca.Fit(Sklearn.X, Five, 1, FitContext.Default);
        for (int k = 0; k < 5; k++)
        {
            double[] expected = Sklearn.Components[k];
            double sign = Math.Sign(expected.MaxBy(Math.Abs));
            model.Components.Row(k).ToArray().ShouldBe(expected.Select(x => sign * x), 1e-7);
        }
    }

    [Theory]
    [InlineData(420, 400)]
    [InlineData(100, 400)]
    public void Fit_ManyColumns_IterationFindsTheWholeDecompositionsSubspace(int rows, int columns)
    {
        Matrix<float> x = Subspace.LowRank(rows, columns, 20, 0.7, 2, 3);
        PcaModel model = Pca.Fit(x, new PcaOptions { Components = 10 }, 1, FitContext.Default);
        GramStatistics statistics = GramStatistics.Compute(x, new Matrix<double>(rows, 0), null, FitContext.Default);
        Matrix<double> vectors = Subspace.Transpose(SymmetricEigen.Of(statistics.Scatter).Vectors);
        double[][] expected = [.. Enumerable.Range(0, 10).Select(k => vectors.Row(k).ToArray())];
        Subspace.Sine(model.Components, expected).ShouldBeLessThan(1e-6);
        model.Residual.ShouldBeLessThanOrEqualTo(1e-10);
    }

    [Theory]
    [InlineData(420, 400)]
    [InlineData(100, 400)]
    public void Fit_AnyNumberOfThreads_SameBytes(int rows, int columns)
    {
        Matrix<float> x = Subspace.LowRank(rows, columns, 20, 0.7, 0, 3);
        byte[] Fit(int threads) => LearnerData.Bytes(Pca.Fit(x, Five, 1, new FitContext(threads)).Write);
        Fit(2).ShouldBe(Fit(1));
        Fit(5).ShouldBe(Fit(1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Fit_MergedShards_EqualsUnsharded(int shards)
    {
        GramStatistics Shard(int[] rows) => GramStatistics.Compute(Sklearn.X.SelectRows(rows), new Matrix<double>(rows.Length, 0), null, FitContext.Default);
        GramStatistics merged = Enumerable.Range(0, shards)
            .Select(shard => Shard([.. Enumerable.Range(0, Sklearn.X.Rows).Where(row => row % shards == shard)]))
            .Aggregate((a, b) => a.Merge(b));
        PcaModel sharded = Pca.Fit(merged, Five, 1, FitContext.Default), whole = Pca.Fit(Sklearn.X, Five, 1, FitContext.Default);
        sharded.Components.Values.ShouldBe(whole.Components.Values, 1e-9);
        sharded.ExplainedVariance.ShouldBe(whole.ExplainedVariance, 1e-9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transform_TrainingRows_HaveTheExplainedVariance(bool whiten)
    {
        PcaModel model = Pca.Fit(Sklearn.X, Five with { Whiten = whiten }, 1, FitContext.Default);
        Matrix<float> z = model.Transform(Sklearn.X, FitContext.Default);
        for (int k = 0; k < 5; k++)
        {
            double[] column = [.. Enumerable.Range(0, z.Rows).Select(i => (double)z[i, k])];
            column.Average().ShouldBe(0, 1e-5);
            (column.Sum(v => v * v) / (z.Rows - 1)).ShouldBe(whiten ? 1 : model.ExplainedVariance[k], 1e-5);
        }
    }

    [Fact]
    public void Fit_RankBelowTheComponents_GivesFewer() =>
        Pca.Fit(Subspace.LowRank(50, 20, 3, 0.5, 0, 1), Five, 1, FitContext.Default).Components.Rows.ShouldBeInRange(2, 3);

    [Fact]
    public void Fit_EqualRowsOrBadInput_Refused()
    {
        var equal = new Matrix<float>(4, 2, [1, 2, 1, 2, 1, 2, 1, 2]);
        Should.Throw<ArgumentException>(() => Pca.Fit(equal, Five, 1, FitContext.Default)).Message.ShouldContain("equal");
        Should.Throw<ArgumentException>(() => Pca.Fit(new Matrix<float>(1, 2, [1, 2]), Five, 1, FitContext.Default));
        Should.Throw<ArgumentException>(() => Pca.Fit(LearnerData.With(equal, 1, 1, float.NaN), Five, 1, FitContext.Default));
        Should.Throw<ArgumentException>(() => Pca.Fit(Sklearn.X, Five with { Components = 0 }, 1, FitContext.Default));
    }

    [Fact]
    public void WriteAndRead_Model_SameBytesAndProjections()
    {
        PcaModel model = Pca.Fit(Sklearn.X, Five with { Whiten = true }, 1, FitContext.Default);
        byte[] bytes = LearnerData.Bytes(model.Write);
        PcaModel read = PcaModel.Read(new ModelReader(bytes));
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        read.Transform(Sklearn.X, FitContext.Default).Values.ShouldBe(model.Transform(Sklearn.X, FitContext.Default).Values);
        Should.Throw<ModelFormatException>(() => PcaModel.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
    }
}
