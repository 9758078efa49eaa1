namespace OrleansRouter.Learning.Trees.Ensembles;

/// <summary>One tree as flat arrays of equal length, children adjacent and after their parent.</summary>
/// <param name="Features">Feature compared at each node, with the <see cref="MissingRight"/> flag; 0 for leaves.</param>
/// <param name="Thresholds">Values up to the threshold go left; +∞ for leaves.</param>
/// <param name="Lefts">Left child; the right one follows it. 0 for leaves.</param>
/// <param name="Values">Values of leaves; 0 for inner nodes.</param>
internal sealed record FlatTree(int[] Features, float[] Thresholds, int[] Lefts, double[] Values)
{
    /// <summary>Set in <see cref="Features"/> where missing values go right.</summary>
    public const int MissingRight = 1 << 30;

    /// <summary>A tree of <paramref name="count"/> nodes to be filled.</summary>
    public FlatTree(int count) : this(new int[count], new float[count], new int[count], new double[count])
    {
    }

    /// <summary>Number of nodes.</summary>
    public int Count => Lefts.Length;

    /// <summary>Value of the leaf that a row falls into.</summary>
    public double Predict(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (Lefts[node] != 0)
        {
            float x = row[Features[node] & ~MissingRight];
            bool right = x > Thresholds[node] || (float.IsNaN(x) && Features[node] >= MissingRight);
            node = right ? Lefts[node] + 1 : Lefts[node];
        }

        return Values[node];
    }

    public void SetLeaf(int node, double value)
    {
        Thresholds[node] = float.PositiveInfinity;
        Values[node] = value;
    }

    public void SetSplit(int node, int feature, float threshold, bool missingLeft, int left)
    {
        Features[node] = missingLeft ? feature : feature | MissingRight;
        Thresholds[node] = threshold;
        Lefts[node] = left;
    }
}
