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

    /// <summary>Creates a sketch from what another one holds.</summary>
    /// <param name="values">Ascending, distinct and finite.</param>
    /// <param name="weights">As many positive, finite weights.</param>
    /// <exception cref="ArgumentException">Values or weights are not of that kind.</exception>
    public QuantileSketch(float[] values, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(weights);
        bool valid = values.Length == weights.Length;
        for (int i = 0; valid && i < values.Length; i++)
        {
            valid = float.IsFinite(values[i]) && weights[i] > 0 && double.IsFinite(weights[i]) && (i == 0 || values[i - 1] < values[i]);
        }

        if (!valid)
        {
            throw new ArgumentException("A sketch needs ascending finite values with as many positive weights.", nameof(values));
        }

        Values = values;
        Weights = weights;
    }

    /// <summary>The sketch of no values.</summary>
    public static QuantileSketch Empty { get; } = new([], []);

    /// <summary>Retained values, ascending and distinct.</summary>
    public float[] Values { get; }

    /// <summary>The weight of each retained value, positive, in the same order.</summary>
    public double[] Weights { get; }

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
        if (Values.Length == 0 || other.Values.Length == 0)
        {
            return Values.Length == 0 ? other : this;
        }

        var values = new float[Values.Length + other.Values.Length];
        var weights = new double[values.Length];
        int count = 0;
        for (int i = 0, j = 0; i < Values.Length || j < other.Values.Length; count++)
        {
            bool takeOwn = j == other.Values.Length || (i < Values.Length && Values[i] <= other.Values[j]);
            bool takeOther = i == Values.Length || (j < other.Values.Length && other.Values[j] <= Values[i]);
            values[count] = takeOwn ? Values[i] : other.Values[j];
            weights[count] = (takeOwn ? Weights[i++] : 0) + (takeOther ? other.Weights[j++] : 0);
        }

        return Pruned(values.AsSpan(0, count), weights.AsSpan(0, count));
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
