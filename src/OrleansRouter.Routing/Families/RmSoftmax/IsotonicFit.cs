using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>The non-increasing sequence closest to a given one in squared error, by pooling adjacent violators.</summary>
[Paper("Ayer et al. 1955", "pool adjacent violators")]
internal static class IsotonicFit
{
    private const int StackLimit = 1024;

    /// <summary>Replaces <paramref name="values"/>; a sequence that does not rise stays as it is, to the bit.</summary>
    public static void NonIncreasing(Span<double> values)
    {
        Span<double> means = values.Length <= StackLimit ? stackalloc double[values.Length] : new double[values.Length];
        Span<int> lengths = values.Length <= StackLimit ? stackalloc int[values.Length] : new int[values.Length];
        int blocks = 0;
        foreach (double value in values)
        {
            (means[blocks], lengths[blocks]) = (value, 1);
            for (; blocks > 0 && means[blocks] > means[blocks - 1]; blocks--)
            {
                int length = lengths[blocks - 1] + lengths[blocks];
                means[blocks - 1] += (means[blocks] - means[blocks - 1]) * lengths[blocks] / length;
                lengths[blocks - 1] = length;
            }

            blocks++;
        }

        for (int b = 0, start = 0; b < blocks; start += lengths[b++])
        {
            values.Slice(start, lengths[b]).Fill(means[b]);
        }
    }
}
