using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>
/// A copy of training rows in the order of their contents, equal ones merged by adding their weights, those of weight 0 left out. Mini-batches drawn
/// from it make a fit independent of the order in which rows came, and make an integer weight the same as repeating the row.
/// </summary>
internal sealed record DistinctRows(Matrix<float> Features, Matrix<double> Targets, double[] Weights)
{
    public int Count => Weights.Length;

    /// <summary>Sorts and merges.</summary>
    /// <param name="features">n × d, finite.</param>
    /// <param name="targets">n × K, finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones.</param>
    public static DistinctRows Of(Matrix<float> features, Matrix<double> targets, double[]? weights)
    {
        int Compare(int i, int j) => features.Row(i).SequenceCompareTo(features.Row(j)) is not 0 and var order
            ? order
            : targets.Row(i).SequenceCompareTo(targets.Row(j));
        int[] sorted = [.. Enumerable.Range(0, features.Rows).Where(i => weights is null || weights[i] > 0)];
        Array.Sort(sorted, Compare);
        List<int> first = [];
        List<double> total = [];
        foreach (int i in sorted)
        {
            double weight = weights is null ? 1 : weights[i];
            if (first.Count > 0 && Compare(first[^1], i) == 0)
            {
                total[^1] += weight;
            }
            else
            {
                first.Add(i);
                total.Add(weight);
            }
        }

        int[] kept = [.. first];
        return new DistinctRows(features.SelectRows(kept), targets.SelectRows(kept), [.. total]);
    }
}
