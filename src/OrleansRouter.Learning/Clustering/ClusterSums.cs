using System.Numerics.Tensors;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Clustering;

/// <summary>What one iteration of k-means needs to know of some rows x under given centres; sums of disjoint rows merge into those of their union.</summary>
/// <remarks>Per cluster: the weight and the weighted sum of the rows nearest to its centre, and the one that lies farthest from it.</remarks>
public sealed class ClusterSums
{
    private const string Section = "cluster-sums";
    private readonly double[] _weights;
    private readonly Matrix<double> _sums;
    private readonly float[] _farthestSquares;
    private readonly Matrix<float> _farthest;

    private ClusterSums(int clusters, int dimension)
        : this(0, new double[clusters], new(clusters, dimension), new float[clusters], new(clusters, dimension))
    {
    }

    private ClusterSums(double inertia, double[] weights, Matrix<double> sums, float[] farthestSquares, Matrix<float> farthest)
    {
        Inertia = inertia;
        _weights = weights;
        _sums = sums;
        _farthestSquares = farthestSquares;
        _farthest = farthest;
    }

    /// <summary>Σw·‖x − nearest centre‖².</summary>
    public double Inertia { get; private set; }

    /// <summary>Weight of the rows nearest to each centre.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Assigns every row to its nearest centre (of equal ones the first) and sums.</summary>
    /// <param name="rows">n × d, finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    /// <param name="centres">k × d, finite.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The columns differ, or a row is so far away that its squared distance is not finite in single precision.</exception>
    public static ClusterSums Compute(Matrix<float> rows, double[]? weights, Matrix<double> centres, FitContext context)
    {
        if (rows.Columns != centres.Columns)
        {
            throw new ArgumentException($"Rows have {rows.Columns} columns, centres {centres.Columns}; the numbers must be equal.", nameof(centres));
        }

        float[] rounded = Rounded(centres);
        var chunks = new RowChunks(rows.Rows);
        var parts = new ClusterSums[chunks.Count];
        ParallelLoop.For(chunks.Count, context, c =>
        {
            var part = new ClusterSums(centres.Rows, centres.Columns);
            part.Add(rows, weights, rounded, chunks.Start(c), chunks.End(c));
            parts[c] = part;
        });

        var total = new ClusterSums(centres.Rows, centres.Columns);
        foreach (ClusterSums part in parts)
        {
            total.Add(part);
        }

        return total;
    }

    /// <summary>The sums over the rows of both, under the same centres.</summary>
    /// <exception cref="ArgumentException">The numbers of clusters or columns differ.</exception>
    public ClusterSums Merge(ClusterSums other)
    {
        if (other._sums.Rows != _sums.Rows || other._sums.Columns != _sums.Columns)
        {
            throw new ArgumentException(
                $"Sums of {other._sums.Rows} × {other._sums.Columns} do not merge with {_sums.Rows} × {_sums.Columns}.", nameof(other));
        }

        var merged = new ClusterSums(_sums.Rows, _sums.Columns);
        merged.Add(this);
        merged.Add(other);
        return merged;
    }

    /// <summary>The next centres: weighted means. The i-th cluster without rows moves to the i-th farthest of the rows that lie farthest from their centres.</summary>
    /// <param name="previous">The centres that the sums were taken under; a cluster without rows for which no row is left stays there.</param>
    [Paper("Lloyd 1982", "method I")]
    public Matrix<double> NextCentres(Matrix<double> previous)
    {
        var next = new Matrix<double>(_sums.Rows, _sums.Columns, [.. previous.Values]);
        var donors = new Queue<int>(Enumerable.Range(0, _weights.Length)
            .Where(k => _farthestSquares[k] > 0)
            .OrderByDescending(k => _farthestSquares[k]));
        for (int k = 0; k < _weights.Length; k++)
        {
            if (_weights[k] > 0)
            {
                TensorPrimitives.Divide(_sums.Row(k), _weights[k], next.Row(k));
            }
            else if (donors.TryDequeue(out int donor))
            {
                TensorPrimitives.ConvertTruncating<float, double>(_farthest.Row(donor), next.Row(k));
            }
        }

        return next;
    }

    /// <summary>Writes the sums, for the journey from a shard; equal sums give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(Inertia);
        writer.Write(Weights);
        writer.Write(_sums);
        writer.Write(_farthestSquares);
        writer.Write(_farthest);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static ClusterSums Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        var read = new ClusterSums(
            reader.ReadDouble(), reader.ReadDoubles(), reader.ReadDoubleMatrix(), reader.ReadSingles(), reader.ReadSingleMatrix());
        int clusters = read._weights.Length, columns = read._sums.Columns;
        return read._sums.Rows == clusters && read._farthestSquares.Length == clusters
            && read._farthest.Rows == clusters && read._farthest.Columns == columns
            ? read
            : throw new ModelFormatException($"Cluster sums hold {clusters} weights, but {read._sums.Rows} sums and {read._farthest.Rows} rows.");
    }

    /// <summary>The centres in the precision of the rows, in which distances are measured.</summary>
    internal static float[] Rounded(Matrix<double> centres)
    {
        var rounded = new float[centres.Values.Length];
        TensorPrimitives.ConvertTruncating<double, float>(centres.Values, rounded);
        return rounded;
    }

    private void Add(Matrix<float> rows, double[]? weights, float[] centres, int start, int end)
    {
        var squares = new float[_weights.Length];
        for (int i = start; i < end; i++)
        {
            double weight = weights?[i] ?? 1;
            Span<float> row = rows.Row(i);
            PairKernel<SquaredDifference>.Sums(row, centres, squares);
            int nearest = TensorPrimitives.IndexOfMin<float>(squares);
            if (!float.IsFinite(squares[nearest]))
            {
                throw new ArgumentException($"Row {i} lies at a squared distance of {squares[nearest]} from every centre; scale the rows down.", nameof(rows));
            }

            if (weight > 0)
            {
                Inertia += weight * squares[nearest];
                _weights[nearest] += weight;
                MixedAdd.AddScaled(_sums.Row(nearest), weight, row);
                KeepFarther(nearest, squares[nearest], row);
            }
        }
    }

    private void Add(ClusterSums other)
    {
        Inertia += other.Inertia;
        TensorPrimitives.Add<double>(_weights, other._weights, _weights);
        TensorPrimitives.Add<double>(_sums.Values, other._sums.Values, _sums.Values);
        for (int k = 0; k < _weights.Length; k++)
        {
            KeepFarther(k, other._farthestSquares[k], other._farthest.Row(k));
        }
    }

    // Of rows equally far the first in lexicographic order is kept, so that the order of merging does not matter.
    private void KeepFarther(int cluster, float square, ReadOnlySpan<float> row)
    {
        if (square > _farthestSquares[cluster]
            || (square > 0 && square == _farthestSquares[cluster] && row.SequenceCompareTo(_farthest.Row(cluster)) < 0))
        {
            _farthestSquares[cluster] = square;
            row.CopyTo(_farthest.Row(cluster));
        }
    }
}
