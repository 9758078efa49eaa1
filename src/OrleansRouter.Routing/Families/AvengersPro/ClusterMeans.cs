using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.AvengersPro;

/// <summary>Mean of every target over the queries of each cluster: q̄, c̄ and σ by cluster and model.</summary>
[Paper("DARS", "AvengersPro, cluster statistics")]
internal static class ClusterMeans
{
    /// <summary>C × T means over known labels; NaN where a cluster knows none.</summary>
    /// <param name="labels">n × T, NaN where unknown.</param>
    /// <param name="clusters">The cluster of every row, length n.</param>
    /// <param name="count">C.</param>
    public static Matrix<double> Of(Matrix<double> labels, int[] clusters, int count)
    {
        var means = new Matrix<double>(count, labels.Columns);
        int[] known = new int[means.Values.Length];
        for (int i = 0; i < labels.Rows; i++)
        {
            for (int t = 0; t < labels.Columns; t++)
            {
                if (!double.IsNaN(labels[i, t]))
                {
                    means[clusters[i], t] += labels[i, t];
                    known[(clusters[i] * labels.Columns) + t]++;
                }
            }
        }

        for (int j = 0; j < known.Length; j++)
        {
            means.Values[j] = known[j] > 0 ? means.Values[j] / known[j] : double.NaN;
        }

        return means;
    }
}
