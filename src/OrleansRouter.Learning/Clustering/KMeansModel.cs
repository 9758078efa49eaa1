using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Clustering;

/// <summary>Fitted centres. Immutable and thread-safe.</summary>
public sealed class KMeansModel : IModel
{
    private const string Section = "k-means";
    private readonly NearestNeighbors _index;

    internal KMeansModel(Matrix<double> centres, double[] weights, double inertia, int iterations)
    {
        Centres = centres;
        Weights = weights;
        Inertia = inertia;
        Iterations = iterations;
        _index = new NearestNeighbors(new Matrix<float>(centres.Rows, centres.Columns, ClusterSums.Rounded(centres)), DistanceMetric.Euclidean);
    }

    /// <summary>k × d. Treat as read-only.</summary>
    public Matrix<double> Centres { get; }

    /// <summary>Weight of the training rows in each cluster.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>Σw·‖x − nearest centre‖² over the training rows.</summary>
    public double Inertia { get; }

    /// <summary>Iterations of the start that won.</summary>
    public int Iterations { get; }

    /// <inheritdoc/>
    public int FeatureCount => Centres.Columns;

    /// <summary>The cluster of one row; of equally near ones the first.</summary>
    /// <param name="row">Length d, finite.</param>
    public int Assign(ReadOnlySpan<float> row)
    {
        Span<int> cluster = stackalloc int[1];
        Span<float> distance = stackalloc float[1];
        _index.Search(row, cluster, distance);
        return cluster[0];
    }

    /// <summary>The cluster of every row; the same as row by row.</summary>
    /// <param name="rows">n × d, finite.</param>
    /// <param name="context">Threads and cancellation.</param>
    public int[] Assign(Matrix<float> rows, FitContext context)
    {
        var clusters = new Matrix<int>(rows.Rows, 1);
        _index.Search(rows, clusters, new Matrix<float>(rows.Rows, 1), context);
        return clusters.Values;
    }

    /// <summary>The nearest clusters of one row, nearest first.</summary>
    /// <param name="row">Length d, finite.</param>
    /// <param name="clusters">Destination; its length, from 1 to k, says how many.</param>
    /// <param name="distances">Destination, same length: Euclidean distances.</param>
    public void NearestClusters(ReadOnlySpan<float> row, Span<int> clusters, Span<float> distances) =>
        _index.Search(row, clusters, distances);

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(Centres);
        writer.Write([.. Weights]);
        writer.Write(Inertia);
        writer.Write(Iterations);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static KMeansModel Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        Matrix<double> centres = reader.ReadDoubleMatrix();
        double[] weights = reader.ReadDoubles();
        if (centres.Rows == 0 || weights.Length != centres.Rows)
        {
            throw new ModelFormatException($"k-means holds {centres.Rows} centres and {weights.Length} weights; expected as many, at least 1.");
        }

        try
        {
            return new KMeansModel(centres, weights, reader.ReadDouble(), reader.ReadInt32(0, int.MaxValue));
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The centres are damaged: {e.Message}", e);
        }
    }
}
