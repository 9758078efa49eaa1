using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Trees.Binning;

/// <summary>
/// A mergeable summary of one feature's distribution: distinct values in ascending order, each with the weight of the
/// values in (previous, own]. Exact, and independent of the order of merging, up to <see cref="Capacity"/> distinct values;
/// beyond that every pruning moves ranks by at most 1/capacity of the total weight.
/// </summary>
public sealed class QuantileSketch
{
    /// <summary>How many distinct values a sketch holds before it prunes.</summary>
    public const int Capacity = 32_768;

    private readonly float[] _values;
    private readonly double[] _weights;

    private QuantileSketch(float[] values, double[] weights)
    {
        _values = values;
        _weights = weights;
    }

    /// <summary>The sketch of no values.</summary>
    public static QuantileSketch Empty { get; } = new([], []);

    /// <summary>Retained values, ascending and distinct.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The weight of each retained value, positive, in the same order.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Summarises values; NaN (missing) and rows of weight 0 are left out.</summary>
    /// <param name="values">The values; finite or NaN.</param>
    /// <param name="weights">A weight ≥ 0 for each value, or empty for all ones.</param>
    public static QuantileSketch Of(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        QuantileSketch sketch = Empty;
        for (int start = 0; start < values.Length; start += Capacity)
        {
            int length = Math.Min(Capacity, values.Length - start);
            ReadOnlySpan<double> chunkWeights = weights.IsEmpty ? weights : weights.Slice(start, length);
            sketch = sketch.Merge(OfChunk(values.Slice(start, length), chunkWeights));
        }

        return sketch;
    }

    /// <summary>The summary of both sets of values together.</summary>
    public QuantileSketch Merge(QuantileSketch other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (_values.Length == 0 || other._values.Length == 0)
        {
            return _values.Length == 0 ? other : this;
        }

        var values = new float[_values.Length + other._values.Length];
        var weights = new double[values.Length];
        int count = 0;
        for (int i = 0, j = 0; i < _values.Length || j < other._values.Length; count++)
        {
            bool takeOwn = j == other._values.Length || (i < _values.Length && _values[i] <= other._values[j]);
            bool takeOther = i == _values.Length || (j < other._values.Length && other._values[j] <= _values[i]);
            values[count] = takeOwn ? _values[i] : other._values[j];
            weights[count] = (takeOwn ? _weights[i++] : 0) + (takeOther ? other._weights[j++] : 0);
        }

        return Pruned(values.AsSpan(0, count), weights.AsSpan(0, count));
    }

    /// <summary>Writes values and weights.</summary>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Section("quantile-sketch", 1);
        writer.Write(_values.AsSpan());
        writer.Write(_weights.AsSpan());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged.</exception>
    public static QuantileSketch Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Section("quantile-sketch", 1);
        float[] values = reader.ReadSingles();
        double[] weights = reader.ReadDoubles();
        bool ascending = values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);
        return ascending && values.All(float.IsFinite) && values.Length == weights.Length && weights.All(w => w > 0 && double.IsFinite(w))
            ? new QuantileSketch(values, weights)
            : throw new ModelFormatException("A quantile sketch needs ascending finite values with as many positive weights.");
    }

    private static QuantileSketch OfChunk(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        var sorted = new float[values.Length];
        var sortedWeights = new double[values.Length];
        int kept = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (!float.IsNaN(values[i]) && weight > 0)
            {
                sorted[kept] = values[i] + 0f; // −0 becomes 0, so that equal values have equal bits
                sortedWeights[kept++] = weight;
            }
        }

        if (weights.IsEmpty)
        {
            sorted.AsSpan(0, kept).Sort();
        }
        else
        {
            sorted.AsSpan(0, kept).Sort(sortedWeights.AsSpan(0, kept));
        }

        int distinct = CollapseEqual(sorted.AsSpan(0, kept), sortedWeights);
        return new QuantileSketch(sorted[..distinct], sortedWeights[..distinct]);
    }

    private static int CollapseEqual(Span<float> sorted, Span<double> weights)
    {
        int distinct = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (distinct > 0 && sorted[distinct - 1] == sorted[i])
            {
                weights[distinct - 1] += weights[i];
                continue;
            }

            sorted[distinct] = sorted[i];
            weights[distinct++] = weights[i];
        }

        return distinct;
    }

    /// <summary>Keeps at most <see cref="Capacity"/> values at evenly spaced ranks, the largest always; the rest give their weight to the next kept one.</summary>
    private static QuantileSketch Pruned(ReadOnlySpan<float> values, ReadOnlySpan<double> weights)
    {
        if (values.Length <= Capacity)
        {
            return new QuantileSketch(values.ToArray(), weights.ToArray());
        }

        double step = System.Numerics.Tensors.TensorPrimitives.Sum(weights) / Capacity;
        var keptValues = new List<float>(Capacity);
        var keptWeights = new List<double>(Capacity);
        double group = 0, rank = 0, target = step;
        for (int i = 0; i < values.Length; i++)
        {
            group += weights[i];
            rank += weights[i];
            bool last = i == values.Length - 1;
            if (last || (rank >= target && keptValues.Count < Capacity - 1))
            {
                keptValues.Add(values[i]);
                keptWeights.Add(group);
                group = 0;
                target = (Math.Floor(rank / step) + 1) * step;
            }
        }

        return new QuantileSketch([.. keptValues], [.. keptWeights]);
    }
}
