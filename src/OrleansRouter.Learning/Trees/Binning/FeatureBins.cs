namespace OrleansRouter.Learning.Trees.Binning;

/// <summary>
/// The bins of one feature: ascending intervals of training values, at most <see cref="MaxBins"/>; missing values have the
/// code <see cref="Missing"/>. A value between two intervals belongs to the nearer one.
/// </summary>
public sealed class FeatureBins
{
    /// <summary>Largest number of value bins.</summary>
    public const int MaxBins = 255;

    /// <summary>The code of a missing value (NaN).</summary>
    public const byte Missing = 255;

    private readonly float[] _upperBounds;

    /// <summary>Creates bins from the smallest and largest training value of each.</summary>
    /// <exception cref="ArgumentException">There are more than 255 bins, or the intervals are not finite, ascending and disjoint.</exception>
    public FeatureBins(float[] lows, float[] highs)
    {
        ArgumentNullException.ThrowIfNull(lows);
        ArgumentNullException.ThrowIfNull(highs);
        bool ordered = lows.Length == highs.Length && lows.Length <= MaxBins;
        for (int i = 0; ordered && i < lows.Length; i++)
        {
            ordered = float.IsFinite(lows[i]) && float.IsFinite(highs[i]) && lows[i] <= highs[i] && (i == 0 || highs[i - 1] < lows[i]);
        }

        if (!ordered)
        {
            throw new ArgumentException($"Bins must be at most {MaxBins} finite, ascending, disjoint intervals.", nameof(lows));
        }

        Lows = lows;
        Highs = highs;
        _upperBounds = new float[Math.Max(0, lows.Length - 1)];
        for (int i = 0; i < _upperBounds.Length; i++)
        {
            _upperBounds[i] = Threshold(i, i + 1);
        }
    }

    /// <summary>Number of value bins; 0 when every training value is missing.</summary>
    public int Count => Lows.Length;

    /// <summary>Smallest training value of each bin.</summary>
    public float[] Lows { get; }

    /// <summary>Largest training value of each bin.</summary>
    public float[] Highs { get; }

    /// <summary>Cuts a sketch into bins of nearly equal weight; one bin per value where there are at most <paramref name="maxBins"/> values.</summary>
    public static FeatureBins FromSketch(QuantileSketch sketch, int maxBins = MaxBins)
    {
        ArgumentNullException.ThrowIfNull(sketch);
        float[] values = sketch.Values;
        if (values.Length <= maxBins)
        {
            return new FeatureBins(values, values);
        }

        var lows = new List<float>(maxBins);
        var highs = new List<float>(maxBins);
        double left = System.Numerics.Tensors.TensorPrimitives.Sum<double>(sketch.Weights);
        double inBin = 0;
        for (int i = 0, start = 0; i < values.Length; i++)
        {
            inBin += sketch.Weights[i];
            bool last = i == values.Length - 1;
            if (last || (lows.Count < maxBins - 1 && IsFull(inBin, sketch.Weights[i + 1], left / (maxBins - lows.Count))))
            {
                lows.Add(values[start]);
                highs.Add(values[i]);
                left -= inBin;
                inBin = 0;
                start = i + 1;
            }
        }

        return new FeatureBins([.. lows], [.. highs]);
    }

    /// <summary>The code of <paramref name="value"/>: its bin, or <see cref="Missing"/> for NaN.</summary>
    public byte Encode(float value)
    {
        if (float.IsNaN(value))
        {
            return Missing;
        }

        int first = 0;
        int length = _upperBounds.Length;
        while (length > 0)
        {
            int half = length >> 1;
            bool right = value > _upperBounds[first + half];
            first = right ? first + half + 1 : first;
            length = right ? length - half - 1 : half;
        }

        return (byte)first;
    }

    /// <summary>The value t that parts bin <paramref name="left"/> from the later bin <paramref name="right"/>: x ≤ t goes left.</summary>
    /// <param name="left">A bin.</param>
    /// <param name="right">A later bin, or <see cref="Missing"/> for "every value goes left".</param>
    public float Threshold(int left, int right)
    {
        if (right >= Count)
        {
            return float.PositiveInfinity;
        }

        float middle = (float)(((double)Highs[left] + Lows[right]) / 2);
        return middle < Lows[right] ? middle : Highs[left];
    }

    /// <summary>A bin counts as full when the next value would overshoot its fair share by more than it now falls short.</summary>
    private static bool IsFull(double weight, double next, double share) => weight >= share || weight + next - share > share - weight;
}
