using NSubstitute;
using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Clustering;

public class KMeansTests
{
    private static readonly KMeansFixture Cloud = KMeansFixture.All["cloud"];
    private static readonly KMeansOptions ToTheEnd = new() { Clusters = Cloud.Clusters, Tolerance = 0 };

    [Theory]
    [InlineData("separate")]
    [InlineData("cloud")]
    [InlineData("far")]
    public void Fit_TenStarts_InertiaWithinOnePercentOfScikitLearns(string name)
    {
        KMeansFixture sklearn = KMeansFixture.All[name];
        KMeansModel model = KMeans.Fit(sklearn.X, sklearn.Weights, ToTheEnd with { Clusters = sklearn.Clusters }, 1, FitContext.Default);
        model.Inertia.ShouldBe(sklearn.Inertia, 0.01 * sklearn.Inertia);
        model.Weights.Sum().ShouldBe(sklearn.Weights.Sum(), 1e-9);
    }

    [Theory]
    [InlineData("separate")]
    [InlineData("cloud")]
    [InlineData("far")]
    public void Iterate_FromGivenCentres_EndsWhereScikitLearnDoes(string name)
    {
        KMeansFixture sklearn = KMeansFixture.All[name];
        Matrix<float> x = sklearn.X;
        KMeansModel model = KMeans.Iterate(
            sklearn.FirstRows, centres => ClusterSums.Compute(x, sklearn.Weights, centres, FitContext.Default), ToTheEnd);

        model.Assign(x, FitContext.Default).ShouldBe(sklearn.LloydLabels);
        model.Centres.Values.ShouldBe([.. sklearn.LloydCentres.SelectMany(c => c)], 1e-6);
        model.Inertia.ShouldBe(sklearn.LloydInertia, 1e-5 * sklearn.LloydInertia); // squared distances are taken in single precision
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Iterate_OverShards_SameCentresAsUnsharded(int shards)
    {
        Matrix<float> x = Cloud.X;
        (Matrix<float> Rows, double[] Weights)[] parts = [.. Enumerable.Range(0, shards).Select(s =>
        {
            int[] rows = [.. Enumerable.Range(0, x.Rows).Where(i => i % shards == s)];
            return (x.SelectRows(rows), LearnerData.Select(Cloud.Weights, rows));
        })];

        KMeansModel sharded = KMeans.Iterate(
            Cloud.FirstRows, centres => parts.Select(p => Travelled(ClusterSums.Compute(p.Rows, p.Weights, centres, FitContext.Default)))
                .Aggregate((a, b) => a.Merge(b)), ToTheEnd);
        KMeansModel whole = KMeans.Iterate(Cloud.FirstRows, c => ClusterSums.Compute(x, Cloud.Weights, c, FitContext.Default), ToTheEnd);

        sharded.Centres.Values.ShouldBe(whole.Centres.Values, 1e-9);
        sharded.Inertia.ShouldBe(whole.Inertia, 1e-9 * whole.Inertia);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBytes()
    {
        Matrix<float> x = LearnerData.Features(3_000, 7, 3);
        var options = new KMeansOptions { Clusters = 9, Restarts = 2 };
        byte[] one = LearnerData.Bytes(KMeans.Fit(x, null, options, 5, new FitContext(1)).Write);
        LearnerData.Bytes(KMeans.Fit(x, null, options, 5, new FitContext(2)).Write).ShouldBe(one);
        LearnerData.Bytes(KMeans.Fit(x, null, options, 5, new FitContext(5)).Write).ShouldBe(one);
    }

    [Fact]
    public void Iterate_IntegerWeights_EqualRepeatedRows()
    {
        Matrix<float> x = Cloud.X;
        double[] weights = LearnerData.IntegerWeights(x.Rows);
        Matrix<float> repeated = x.SelectRows(LearnerData.Repeats(weights));
        Matrix<double> start = Cloud.FirstRows;
        KMeansModel weighted = KMeans.Iterate(start, c => ClusterSums.Compute(x, weights, c, FitContext.Default), ToTheEnd);
        KMeansModel expected = KMeans.Iterate(start, c => ClusterSums.Compute(repeated, null, c, FitContext.Default), ToTheEnd);
        weighted.Centres.Values.ShouldBe(expected.Centres.Values, 1e-9);
        weighted.Weights.ShouldBe(expected.Weights);
    }

    [Fact]
    public void Fit_ManyRestarts_NeverWorseThanOne()
    {
        double previous = double.PositiveInfinity;
        foreach (int restarts in (int[])[1, 3, 10])
        {
            double inertia = KMeans.Fit(Cloud.X, null, ToTheEnd with { Restarts = restarts }, 2, FitContext.Default).Inertia;
            inertia.ShouldBeLessThanOrEqualTo(previous);
            previous = inertia;
        }
    }

    [Fact]
    public void Fit_FewerDistinctRowsThanClusters_EndsWithInertiaZero()
    {
        var x = new Matrix<float>(6, 1, [1, 1, 2, 2, 2, 2]);
        KMeansModel model = KMeans.Fit(x, null, ToTheEnd with { Clusters = 4 }, 3, FitContext.Default);
        model.Inertia.ShouldBe(0);
        model.Weights.Order().ShouldBe([0, 0, 2, 4]);
    }

    [Fact]
    public void Fit_AsManyClustersAsRows_EveryRowIsACentre()
    {
        Matrix<float> x = LearnerData.Features(12, 3, 4);
        KMeans.Fit(x, null, ToTheEnd with { Clusters = 12 }, 3, FitContext.Default).Inertia.ShouldBe(0);
    }

    [Fact]
    public void Fit_RowsOfWeightZero_AreNeitherCentresNorCounted()
    {
        var x = new Matrix<float>(5, 1, [0, 0, 10, 10, 1_000]);
        KMeansModel model = KMeans.Fit(x, [1, 1, 1, 1, 0], ToTheEnd with { Clusters = 2 }, 3, FitContext.Default);
        model.Centres.Values.Order().ShouldBe([0, 10]);
        model.Weights.ShouldBe([2, 2]);
    }

    [Fact]
    public void WriteAndRead_AFit_SameBytesAndAssignments()
    {
        KMeansModel model = KMeans.Fit(Cloud.X, Cloud.Weights, ToTheEnd, 2, FitContext.Default);
        byte[] bytes = LearnerData.Bytes(model.Write);
        var read = KMeansModel.Read(new ModelReader(bytes));
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        read.FeatureCount.ShouldBe(6);
        read.Assign(Cloud.X, FitContext.Default).ShouldBe(model.Assign(Cloud.X, FitContext.Default));
        Should.Throw<ModelFormatException>(() => KMeansModel.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
    }

    [Fact]
    public void Read_CentreNotFinite_Refused()
    {
        byte[] bytes = LearnerData.Bytes(KMeans.Fit(Cloud.X, null, ToTheEnd, 2, FitContext.Default).Write);
        bytes.AsSpan("k-means".Length + (5 * sizeof(int)), sizeof(double)).Fill(0xFF); // NaN, after name, version, sizes and length
        Should.Throw<ModelFormatException>(() => KMeansModel.Read(new ModelReader(bytes)));
    }

    [Fact]
    public void NearestClusters_OneRow_AscendByTrueDistance()
    {
        KMeansModel model = KMeans.Fit(Cloud.X, null, ToTheEnd, 2, FitContext.Default);
        Matrix<float> x = Cloud.X;
        var clusters = new int[3];
        var distances = new float[3];
        model.NearestClusters(x.Row(7), clusters, distances);

        double[] all = [.. Enumerable.Range(0, 8).Select(k =>
            Math.Sqrt(Enumerable.Range(0, 6).Sum(j => Math.Pow(x[7, j] - model.Centres[k, j], 2))))];
        clusters.ShouldBe([.. Enumerable.Range(0, 8).OrderBy(k => all[k]).Take(3)]);
        distances.Select(d => (double)d).ToArray().ShouldBe([.. all.Order().Take(3)], 1e-5);
        model.Assign(x.Row(7)).ShouldBe(clusters[0]);
    }

    [Fact]
    public void Fit_BadInput_Refused()
    {
        Should.Throw<ArgumentException>(() => KMeans.Fit(Cloud.X, null, ToTheEnd with { Clusters = 301 }, 1, FitContext.Default))
            .Message.ShouldContain("there are 300");
        Should.Throw<ArgumentException>(() => KMeans.Fit(LearnerData.With(Cloud.X, 17, 2, float.NaN), null, ToTheEnd, 1, FitContext.Default))
            .Message.ShouldContain("17");
        Should.Throw<ArgumentException>(() => KMeans.Fit(Cloud.X, [1], ToTheEnd, 1, FitContext.Default));
        Should.Throw<ArgumentException>(() => KMeans.Fit(Cloud.X, null, ToTheEnd with { Tolerance = double.NaN }, 1, FitContext.Default))
            .Message.ShouldContain("Tolerance");
        Should.Throw<ArgumentException>(() => KMeans.Fit(LearnerData.With(Cloud.X, 17, 2, 3e38f), null, ToTheEnd, 1, FitContext.Default));
    }

    [Fact]
    public void Fit_Cancelled_Throws() =>
        Should.Throw<OperationCanceledException>(
            () => KMeans.Fit(Cloud.X, null, ToTheEnd, 1, new FitContext(CancellationToken: new CancellationToken(canceled: true))));

    [Fact]
    public void Fit_Restarts_ReportProgress()
    {
        var shares = new List<double>();
        var progress = Substitute.For<IProgress<double>>();
        progress.Report(Arg.Do<double>(shares.Add));
        KMeans.Fit(Cloud.X, null, ToTheEnd with { Restarts = 4 }, 1, new FitContext(Progress: progress));
        shares.ShouldBe([0.25, 0.5, 0.75, 1]);
    }

    private static ClusterSums Travelled(ClusterSums sums) => ClusterSums.Read(new ModelReader(LearnerData.Bytes(sums.Write)));
}
