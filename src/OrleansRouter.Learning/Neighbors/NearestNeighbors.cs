using System.Numerics.Tensors;
using OrleansRouter.Learning.Networks.Kernels;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Neighbors;

/// <summary>Exact k-nearest-neighbour search over all points, in blocks. Immutable and thread-safe.</summary>
/// <remarks>
/// Nearest first; equal distances go to the lower index. A single query passes over <see cref="ByteCodes"/> of many points, a batch over a
/// matrix product: both bound every distance from below, and only what may be among the k nearest is measured. Measuring is the same sum
/// everywhere, so that all ways give the same bits.
/// </remarks>
public sealed class NearestNeighbors
{
    private const string SectionName = "nearest-neighbors";
    private const int BlockPoints = 128;
    private const int BlockQueries = 128;

    private readonly PointDistances _distances;
    private readonly DistanceBounds _bounds;
    private readonly CodedSearch? _coded;

    /// <summary>Indexes <paramref name="points"/> without copying them.</summary>
    /// <param name="points">n × d with n ≥ 1; finite, and with a norm whose square is finite in single precision.</param>
    /// <param name="metric">The distance.</param>
    /// <exception cref="ArgumentException">There are no points, or one is not finite or too large.</exception>
    public NearestNeighbors(Matrix<float> points, DistanceMetric metric)
    {
        FitGuard.Check(points, points.Rows, weights: null);
        Points = points;
        Metric = metric;
        _distances = new PointDistances(points, metric);
        _bounds = new DistanceBounds(points, metric, _distances.InverseNorms);
        _coded = ByteCodes.Of(points) is { } codes ? new CodedSearch(codes, _bounds, _distances) : null;
    }

    /// <summary>The points, n × d. Treat as read-only.</summary>
    public Matrix<float> Points { get; }

    /// <summary>The distance.</summary>
    public DistanceMetric Metric { get; }

    /// <summary>Finds the k nearest points of one query; allocates nothing.</summary>
    /// <param name="query">Length d, finite.</param>
    /// <param name="indices">Destination, length k, from 1 to n: rows of <see cref="Points"/>, nearest first.</param>
    /// <param name="distances">Destination, length k.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the query is not finite or too large.</exception>
    public void Search(ReadOnlySpan<float> query, Span<int> indices, Span<float> distances)
    {
        CheckShape(query.Length, indices.Length, distances.Length);
        float inverseNorm = PointDistances.InverseNorm(query, "query", 0);
        Finish(
            _coded is null ? SearchAll(query, inverseNorm, indices, distances) : _coded.Search(query, inverseNorm, indices, distances),
            distances);
    }

    /// <summary>Finds the k nearest points of every query.</summary>
    /// <param name="queries">m × d, finite.</param>
    /// <param name="indices">Destination, m × k.</param>
    /// <param name="distances">Destination, m × k.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">A size is wrong, or a query is not finite or too large.</exception>
    public void Search(Matrix<float> queries, Matrix<int> indices, Matrix<float> distances, FitContext context)
    {
        CheckShape(queries.Columns, indices.Columns, distances.Columns);
        if (indices.Rows != queries.Rows || distances.Rows != queries.Rows)
        {
            throw new ArgumentException($"{queries.Rows} queries need as many rows of results; got {indices.Rows} and {distances.Rows}.", nameof(indices));
        }

        float[] inverseNorms = [.. Enumerable.Range(0, queries.Rows).Select(q => PointDistances.InverseNorm(queries.Row(q), "query", q))];
        ParallelLoop.For((queries.Rows + BlockQueries - 1) / BlockQueries, context, b =>
            SearchBlock(b * BlockQueries, Math.Min(queries.Rows, (b + 1) * BlockQueries), queries, inverseNorms, indices, distances));
    }

    /// <summary>Writes metric and points; equal indices give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write((int)Metric);
        writer.Write(Points);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static NearestNeighbors Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        var metric = (DistanceMetric)reader.ReadInt32(0, (int)DistanceMetric.Cosine);
        try
        {
            return new NearestNeighbors(reader.ReadSingleMatrix(), metric);
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The neighbours are damaged: {e.Message}", e);
        }
    }

    private TopHeap SearchAll(ReadOnlySpan<float> query, float inverseNorm, Span<int> indices, Span<float> distances)
    {
        var heap = new TopHeap(indices, distances);
        Span<float> block = stackalloc float[BlockPoints];
        for (int start = 0; start < Points.Rows; start += BlockPoints)
        {
            heap.Add(start, _distances.Measure(query, inverseNorm, start, block));
        }

        return heap;
    }

    // A block of points stays in the cache while all queries of the block pass over it.
    private void SearchBlock(int first, int end, Matrix<float> queries, float[] inverseNorms, Matrix<int> indices, Matrix<float> distances)
    {
        int d = Points.Columns, rows = end - first;
        ReadOnlySpan<float> block = queries.Values.AsSpan(first * d, rows * d);
        var products = new float[rows * BlockPoints];
        Span<int> counts = stackalloc int[BlockQueries];
        counts.Clear();
        for (int start = 0; start < Points.Rows; start += BlockPoints)
        {
            int width = Math.Min(BlockPoints, Points.Rows - start);
            Span<float> bounds = products.AsSpan(0, rows * width);
            bounds.Clear();
            MatrixProduct.AddProductTransposed(block, Points.Values.AsSpan(start * d, width * d), bounds, rows, width, d);
            for (int q = first; q < end; q++)
            {
                var heap = new TopHeap(indices.Row(q), distances.Row(q), counts[q - first]);
                Span<float> own = bounds.Slice((q - first) * width, width);
                float offset = _bounds.FromProducts(own, start, queries.Row(q), inverseNorms[q]);
                AddCandidates(ref heap, start, own, queries.Row(q), inverseNorms[q], offset);
                counts[q - first] = heap.Count;
            }
        }

        for (int q = first; q < end; q++)
        {
            Finish(new TopHeap(indices.Row(q), distances.Row(q), counts[q - first]), distances.Row(q));
        }
    }

    // Measures the points of one block that may be nearer than what the heap holds.
    private void AddCandidates(
        ref TopHeap heap, int start, ReadOnlySpan<float> bounds, ReadOnlySpan<float> query, float inverseNorm, float offset)
    {
        float limit = heap.Limit - offset;
        Span<float> distance = stackalloc float[1];
        for (int i = 0; i < bounds.Length; i++)
        {
            // A bound that is not a number says nothing; the point is measured.
            if (!(bounds[i] >= limit))
            {
                heap.Add(start + i, _distances.Measure(query, inverseNorm, start + i, distance));
                limit = heap.Limit - offset;
            }
        }
    }

    private void Finish(TopHeap heap, Span<float> distances)
    {
        heap.Sort();
        if (Metric == DistanceMetric.Euclidean)
        {
            TensorPrimitives.Sqrt(distances, distances);
        }
    }

    private void CheckShape(int features, int indices, int distances)
    {
        if (features != Points.Columns)
        {
            throw new ArgumentException($"A query has {features} features; the points have {Points.Columns}.", nameof(features));
        }

        if (indices < 1 || indices > Points.Rows || indices != distances)
        {
            throw new ArgumentException(
                $"Asked for {indices} indices and {distances} distances; both must be the same number from 1 to the {Points.Rows} points.", nameof(indices));
        }
    }
}
