using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class GramStatisticsTests
{
    [Fact]
    public void Compute_WeightedRows_EqualsTheDefinition()
    {
        // Wider than one tile and longer than one chunk of the blocked product.
        const int n = 1100, d = 103;
        Matrix<float> x = LearnerData.Features(n, d, 1);
        double[] y = LearnerData.Targets(x, 2), w = [.. Enumerable.Range(0, n).Select(i => 0.25 * (i % 7))];
        GramStatistics actual = GramStatistics.Compute(x, new Matrix<double>(n, 1, y), w, FitContext.Default);
        double Z(int i, int j) => j < d ? x[i, j] : y[i];
        double total = w.Sum();
        double[] mean = [.. Enumerable.Range(0, d + 1).Select(j => Enumerable.Range(0, n).Sum(i => w[i] * Z(i, j)) / total)];
        actual.Weight.ShouldBe(total);
        actual.Mean.ShouldBe(mean, 1e-12);
        foreach ((int a, int b) in new[] { (0, 0), (3, 99), (99, 3), (102, 103), (103, 103), (97, 96) })
        {
            double expected = Enumerable.Range(0, n).Sum(i => w[i] * (Z(i, a) - mean[a]) * (Z(i, b) - mean[b]));
            actual.Scatter[a, b].ShouldBe(expected, 1e-9);
        }
    }

    [Fact]
    public void Merge_ThreeShards_AssociativeAndCommutative()
    {
        GramStatistics a = Shard(1, 40), b = Shard(2, 3), c = Shard(3, 500);
        Close(a.Merge(b).Merge(c), a.Merge(b.Merge(c)));
        Close(a.Merge(b), b.Merge(a));
    }

    [Fact]
    public void Merge_OtherShape_Refused()
    {
        Matrix<float> x = LearnerData.Features(5, 4, 1);
        GramStatistics other = GramStatistics.Compute(x, new Matrix<double>(5, 1), null, FitContext.Default);
        Should.Throw<ArgumentException>(() => Shard(1, 5).Merge(other));
    }

    [Fact]
    public void WriteAndRead_Statistics_SameBytes()
    {
        byte[] bytes = LearnerData.Bytes(Shard(1, 30).Write);
        LearnerData.Bytes(GramStatistics.Read(new ModelReader(bytes)).Write).ShouldBe(bytes);
        Should.Throw<ModelFormatException>(() => GramStatistics.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 8))));
    }

    private static GramStatistics Shard(ulong seed, int rows)
    {
        Matrix<float> x = LearnerData.Features(rows, 6, seed);
        return GramStatistics.Compute(x, new Matrix<double>(rows, 1, LearnerData.Targets(x, seed)), null, FitContext.Default);
    }

    private static void Close(GramStatistics actual, GramStatistics expected)
    {
        actual.Weight.ShouldBe(expected.Weight);
        actual.Mean.ShouldBe(expected.Mean, 1e-12);
        actual.Scatter.Values.ShouldBe(expected.Scatter.Values, 1e-9);
    }
}
