namespace OrleansRouter.Routing.Encoding.Lexical;

/// <summary>How often each known term occurs in one prompt. One per thread, reused: counting allocates nothing once it has grown.</summary>
internal sealed class TermCounts
{
    [ThreadStatic]
    private static TermCounts? s_ofThread;

    private int[] _counts = [];
    private int[] _features = [];
    private int _distinct;

    /// <summary>The thread's counts, empty, with room for <paramref name="featureCount"/> features.</summary>
    public static TermCounts Rent(int featureCount)
    {
        TermCounts counts = s_ofThread ??= new TermCounts();
        counts.Clear();
        if (counts._counts.Length < featureCount)
        {
            counts._counts = new int[featureCount];
            counts._features = new int[featureCount];
        }

        return counts;
    }

    /// <summary>The features that occur, in order of their first occurrence.</summary>
    public ReadOnlySpan<int> Features => _features.AsSpan(0, _distinct);

    /// <summary>1 + ln(occurrences) of one feature that occurs.</summary>
    public double Sublinear(int feature) => _counts[feature] == 1 ? 1 : 1 + Math.Log(_counts[feature]);

    public void Add(int feature)
    {
        if (_counts[feature]++ == 0)
        {
            _features[_distinct++] = feature;
        }
    }

    private void Clear()
    {
        foreach (int feature in Features)
        {
            _counts[feature] = 0;
        }

        _distinct = 0;
    }
}
