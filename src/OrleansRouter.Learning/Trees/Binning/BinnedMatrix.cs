using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Trees.Binning;

/// <summary>Features as one byte each, column by column.</summary>
internal sealed class BinnedMatrix
{
    /// <summary>Features that one work item transposes together, so that each cache line of the rows is read once.</summary>
    private const int GroupSize = 8;

    private readonly byte[][] _columns;

    private BinnedMatrix(FeatureBins[] bins, byte[][] columns, int rows)
    {
        Bins = bins;
        _columns = columns;
        Rows = rows;
    }

    public FeatureBins[] Bins { get; }

    public int Rows { get; }

    public int Features => _columns.Length;

    public ReadOnlySpan<byte> Column(int feature) => _columns[feature];

    /// <summary>The sketch of every feature.</summary>
    public static QuantileSketch[] Sketch(Matrix<float> features, double[]? weights, FitContext context)
    {
        var sketches = new QuantileSketch[features.Columns];
        ForEachColumn(features, context, (feature, values) => sketches[feature] = QuantileSketch.Of(values, weights));
        return sketches;
    }

    /// <summary>Encodes <paramref name="features"/> with given bins, one entry per column.</summary>
    public static BinnedMatrix Encode(Matrix<float> features, FeatureBins[] bins, FitContext context)
    {
        var columns = new byte[features.Columns][];
        ForEachColumn(features, context, (feature, values) => columns[feature] = Encode(values, bins[feature]));
        return new BinnedMatrix(bins, columns, features.Rows);
    }

    /// <summary>Bins from the data's own quantiles, and the encoded data.</summary>
    public static BinnedMatrix Build(Matrix<float> features, double[]? weights, int maxBins, FitContext context)
    {
        var columns = new byte[features.Columns][];
        var bins = new FeatureBins[features.Columns];
        ForEachColumn(features, context, (feature, values) =>
        {
            bins[feature] = FeatureBins.FromSketch(QuantileSketch.Of(values, weights), maxBins);
            columns[feature] = Encode(values, bins[feature]);
        });
        return new BinnedMatrix(bins, columns, features.Rows);
    }

    private static byte[] Encode(float[] values, FeatureBins bins)
    {
        var codes = new byte[values.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = bins.Encode(values[i]);
        }

        return codes;
    }

    private static void ForEachColumn(Matrix<float> features, FitContext context, Action<int, float[]> body)
    {
        int groups = (features.Columns + GroupSize - 1) / GroupSize;
        ParallelLoop.For(groups, context, group =>
        {
            int first = group * GroupSize;
            float[][] columns = Transpose(features, first, Math.Min(GroupSize, features.Columns - first));
            for (int j = 0; j < columns.Length; j++)
            {
                body(first + j, columns[j]);
            }
        });
    }

    private static float[][] Transpose(Matrix<float> features, int first, int count)
    {
        var columns = new float[count][];
        for (int j = 0; j < count; j++)
        {
            columns[j] = new float[features.Rows];
        }

        for (int i = 0; i < features.Rows; i++)
        {
            ReadOnlySpan<float> row = features.Row(i).Slice(first, count);
            for (int j = 0; j < count; j++)
            {
                columns[j][i] = row[j];
            }
        }

        return columns;
    }
}
