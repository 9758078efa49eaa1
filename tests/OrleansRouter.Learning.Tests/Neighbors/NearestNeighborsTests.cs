using System.Numerics.Tensors;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Neighbors;

public sealed class NearestNeighborsTests
{
    private static readonly Matrix<float> Points = LearnerData.Features(317, 19, 1);
    private static readonly Matrix<float> Queries = LearnerData.Features(37, 19, 2);

    [Theory]
    [InlineData(DistanceMetric.Euclidean, 1)]
    [InlineData(DistanceMetric.Euclidean, 7)]
    [InlineData(DistanceMetric.Cosine, 7)]
    [InlineData(DistanceMetric.Cosine, 317)]
    public void Search_RandomPoints_EqualsSortingAllDistances(DistanceMetric metric, int k)
    {
        (Matrix<int> indices, Matrix<float> distances) = SearchAll(new NearestNeighbors(Points, metric), k, threads: 2);
        for (int q = 0; q < Queries.Rows; q++)
        {
            double[] all = [.. Enumerable.Range(0, Points.Rows).Select(i => Distance(metric, Queries.Row(q), Points.Row(i)))];
            int[] expected = [.. Enumerable.Range(0, Points.Rows).OrderBy(i => all[i]).Take(k)];
            indices.Row(q).ToArray().ShouldBe(expected);
            distances.Row(q).ToArray().Select(x => (double)x).ShouldBe(expected.Select(i => all[i]), 1e-5);
        }
    }

    [Theory]
    [InlineData(DistanceMetric.Euclidean)]
    [InlineData(DistanceMetric.Cosine)]
    public void Search_BatchOnAnyNumberOfThreads_SameBitsAsSingleQueries(DistanceMetric metric)
    {
        var neighbors = new NearestNeighbors(Points, metric);
        (Matrix<int> indices, Matrix<float> distances) = SearchAll(neighbors, 5, threads: 1);
        (Matrix<int> indices3, Matrix<float> distances3) = SearchAll(neighbors, 5, threads: 3);
        indices3.Values.ShouldBe(indices.Values);
        distances3.Values.ShouldBe(distances.Values);
        int[] single = new int[5];
        float[] singleDistances = new float[5];
        for (int q = 0; q < Queries.Rows; q++)
        {
            neighbors.Search(Queries.Row(q), single, singleDistances);
            single.ShouldBe(indices.Row(q).ToArray());
            singleDistances.ShouldBe(distances.Row(q).ToArray());
        }
    }

    /// <summary>Where products say little: far from the origin, in tight clusters, with copies, zeros and vanishing vectors.</summary>
    [Theory]
    [InlineData(DistanceMetric.Euclidean, 1_000, 1e-3)]
    [InlineData(DistanceMetric.Euclidean, 0, 1e-20)]
    [InlineData(DistanceMetric.Euclidean, 0, 1e15)]
    [InlineData(DistanceMetric.Cosine, 1_000, 1e-3)]
    [InlineData(DistanceMetric.Cosine, 0, 1e-20)]
    [InlineData(DistanceMetric.Cosine, 0, 1e15)]
    public void Search_HardBatches_SameBitsAsSingleQueries(DistanceMetric metric, float offset, float scale)
    {
        Matrix<float> points = LearnerData.Features(700, 24, 5);
        TensorPrimitives.Multiply(points.Values, scale, points.Values);
        TensorPrimitives.Add(points.Values, offset, points.Values);
        points.Row(400).CopyTo(points.Row(30));
        points.Row(500).Clear();
        int[] asked = [.. Enumerable.Range(390, 140)];
        var neighbors = new NearestNeighbors(points, metric);
        var indices = new Matrix<int>(asked.Length, 4);
        var distances = new Matrix<float>(asked.Length, 4);
        neighbors.Search(points.SelectRows(asked), indices, distances, new FitContext(2));
        int[] single = new int[4];
        float[] singleDistances = new float[4];
        for (int q = 0; q < asked.Length; q++)
        {
            neighbors.Search(points.Row(asked[q]), single, singleDistances);
            indices.Row(q).ToArray().ShouldBe(single);
            distances.Row(q).ToArray().ShouldBe(singleDistances);
        }
    }

    /// <summary>So many points that they are coded by bytes; a batch measures by products of floats and must agree.</summary>
    [Theory]
    [InlineData(DistanceMetric.Euclidean, 0, 1)]
    [InlineData(DistanceMetric.Euclidean, 30, 1e-3)]
    [InlineData(DistanceMetric.Euclidean, 0, 1e-20)]
    [InlineData(DistanceMetric.Euclidean, 0, 1e15)]
    [InlineData(DistanceMetric.Cosine, 0, 1)]
    [InlineData(DistanceMetric.Cosine, 30, 1e-3)]
    [InlineData(DistanceMetric.Cosine, 0, 1e-20)]
    public void Search_ManyPoints_SameBitsAsBatches(DistanceMetric metric, float offset, float scale)
    {
        Matrix<float> points = LearnerData.Features(8_000, 70, 5);
        TensorPrimitives.Multiply(points.Values, scale, points.Values);
        TensorPrimitives.Add(points.Values, offset, points.Values);
        for (int i = 100; i < 140; i++)
        {
            points.Row(7).CopyTo(points.Row(i));
        }

        points.Row(500).Clear();
        ByteCodes.Of(points).ShouldNotBeNull();
        var neighbors = new NearestNeighbors(points, metric);
        Matrix<float> queries = points.SelectRows([.. Enumerable.Range(0, 20), 101, 500, 7_999]);
        queries.Row(3)[4] += 5 * scale;
        var indices = new Matrix<int>(queries.Rows, 9);
        var distances = new Matrix<float>(queries.Rows, 9);
        neighbors.Search(queries, indices, distances, FitContext.Default);
        int[] single = new int[9];
        float[] singleDistances = new float[9];
        for (int q = 0; q < queries.Rows; q++)
        {
            neighbors.Search(queries.Row(q), single, singleDistances);
            single.ShouldBe(indices.Row(q).ToArray());
            singleDistances.ShouldBe(distances.Row(q).ToArray());
        }
    }

    [Fact]
    public void ByteCodes_RandomVectors_BoundInnerProductsFromAboveAndClosely()
    {
        Matrix<float> points = LearnerData.Features(2_000, 300, 8);
        Matrix<float> queries = LearnerData.Features(5, 300, 9);
        ByteCodes codes = ByteCodes.Of(points).ShouldNotBeNull();
        float[] bounds = new float[points.Rows];
        for (int q = 0; q < queries.Rows; q++)
        {
            codes.UpperProducts(queries.Row(q), bounds);
            double norm = Norm(queries.Row(q));
            for (int i = 0; i < points.Rows; i++)
            {
                double product = Enumerable.Range(0, 300).Sum(j => (double)queries.Values[(q * 300) + j] * points.Values[(i * 300) + j]);

                // Rounding to steps of 1/63 and 1/127 of the largest value leaves out at most √d/2 steps, and twice that lies between bounds.
                double steps = (Largest(queries.Row(q)) / 63 * Norm(points.Row(i))) + (norm * Largest(points.Row(i)) / 127);
                (bounds[i] - product).ShouldBeInRange(0, 1.1 * Math.Sqrt(300) * steps);
            }
        }

        static double Norm(Span<float> row) => Math.Sqrt(TensorPrimitives.SumOfSquares<float>(row));

        static double Largest(Span<float> row) => Math.Abs(TensorPrimitives.MaxMagnitude<float>(row));
    }

    [Fact]
    public void Search_EqualDistances_LowerIndexFirst()
    {
        var points = new Matrix<float>(200, 1, [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 1f : -1f)]);
        int[] indices = new int[6];
        new NearestNeighbors(points, DistanceMetric.Euclidean).Search([0], indices, new float[6]);
        indices.ShouldBe([0, 1, 2, 3, 4, 5]);
        new NearestNeighbors(points, DistanceMetric.Euclidean).Search([-1], indices, new float[6]);
        indices.ShouldBe([1, 3, 5, 7, 9, 11]);
    }

    [Fact]
    public void Search_PointItself_AtDistanceZero()
    {
        float[] distances = new float[1];
        int[] indices = new int[1];
        var neighbors = new NearestNeighbors(Points, DistanceMetric.Euclidean);
        for (int i = 0; i < Points.Rows; i++)
        {
            neighbors.Search(Points.Row(i), indices, distances);
            indices[0].ShouldBe(i);
            distances[0].ShouldBe(0);
        }
    }

    [Fact]
    public void Search_ZeroVectors_CosineDistanceIsOne()
    {
        var points = new Matrix<float>(2, 2, [0, 0, 1, 0]);
        int[] indices = new int[2];
        float[] distances = new float[2];
        new NearestNeighbors(points, DistanceMetric.Cosine).Search([2, 0], indices, distances);
        indices.ShouldBe([1, 0]);
        distances.ShouldBe([0, 1], 1e-6);
        new NearestNeighbors(points, DistanceMetric.Cosine).Search([0, 0], indices, distances);
        distances.ShouldBe([1f, 1f]);
    }

    [Fact]
    public void Search_SingleQuery_AllocatesNothing()
    {
        var neighbors = new NearestNeighbors(Points, DistanceMetric.Cosine);
        int[] indices = new int[9];
        float[] distances = new float[9];
        neighbors.Search(Queries.Row(0), indices, distances);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int q = 0; q < Queries.Rows; q++)
        {
            neighbors.Search(Queries.Row(q), indices, distances);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Search_WrongSizesOrValues_Refused()
    {
        var neighbors = new NearestNeighbors(Points, DistanceMetric.Euclidean);
        Should.Throw<ArgumentException>(() => neighbors.Search(new float[18], new int[1], new float[1]));
        Should.Throw<ArgumentException>(() => neighbors.Search(new float[19], new int[318], new float[318]));
        Should.Throw<ArgumentException>(() => neighbors.Search(new float[19], [], []));
        Should.Throw<ArgumentException>(() => neighbors.Search(new float[19], new int[2], new float[3]));
        float[] broken = new float[19];
        broken[3] = float.NaN;
        Should.Throw<ArgumentException>(() => neighbors.Search(broken, new int[1], new float[1]));
        Should.Throw<ArgumentException>(() => new NearestNeighbors(LearnerData.With(Points, 3, 3, float.PositiveInfinity), DistanceMetric.Cosine));
        Should.Throw<ArgumentException>(() => new NearestNeighbors(LearnerData.With(Points, 3, 3, 1e30f), DistanceMetric.Cosine));
        Should.Throw<ArgumentException>(() => new NearestNeighbors(new Matrix<float>(0, 3), DistanceMetric.Cosine));
    }

    [Fact]
    public void WriteAndRead_Index_SameBytesAndTruncationRefused()
    {
        byte[] bytes = LearnerData.Bytes(new NearestNeighbors(Points, DistanceMetric.Cosine).Write);
        NearestNeighbors read = NearestNeighbors.Read(new ModelReader(bytes));
        read.Metric.ShouldBe(DistanceMetric.Cosine);
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        Should.Throw<ModelFormatException>(() => NearestNeighbors.Read(new ModelReader(bytes.AsMemory(0, bytes.Length - 1))));
    }

    private static (Matrix<int> Indices, Matrix<float> Distances) SearchAll(NearestNeighbors neighbors, int k, int threads)
    {
        var indices = new Matrix<int>(Queries.Rows, k);
        var distances = new Matrix<float>(Queries.Rows, k);
        neighbors.Search(Queries, indices, distances, new FitContext(threads));
        return (indices, distances);
    }

    private static double Distance(DistanceMetric metric, ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double squares = 0, dot = 0, aa = 0, bb = 0;
        for (int j = 0; j < a.Length; j++)
        {
            squares += Math.Pow((double)a[j] - b[j], 2);
            dot += (double)a[j] * b[j];
            aa += (double)a[j] * a[j];
            bb += (double)b[j] * b[j];
        }

        return metric == DistanceMetric.Euclidean ? Math.Sqrt(squares) : 1 - (dot / Math.Sqrt(aa * bb));
    }
}
