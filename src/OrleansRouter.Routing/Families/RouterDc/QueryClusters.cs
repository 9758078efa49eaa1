using OrleansRouter.Learning;
using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>Groups of like queries, from which a query's companion and its opposites are drawn.</summary>
internal sealed class QueryClusters
{
    private readonly int[] _clusterOf;
    private readonly int[][] _inside, _outside;

    /// <summary>Clusters the queries; fewer queries than clusters make one each.</summary>
    public QueryClusters(Matrix<float> features, int clusters, ulong seed, FitContext context)
    {
        int count = Math.Min(clusters, features.Rows);
        _clusterOf = KMeans.Fit(features, null, new KMeansOptions { Clusters = count }, seed, context).Assign(features, context);
        int[] all = [.. Enumerable.Range(0, features.Rows)];
        _inside = [.. Enumerable.Range(0, count).Select(c => Array.FindAll(all, i => _clusterOf[i] == c))];
        _outside = [.. Enumerable.Range(0, count).Select(c => Array.FindAll(all, i => _clusterOf[i] != c))];
    }

    /// <summary>A query of the same cluster; the query itself where it is alone.</summary>
    public int Companion(int query, ref RowRandom random) => Draw(_inside[_clusterOf[query]], ref random);

    /// <summary>A query of another cluster, or −1 where there is one cluster only.</summary>
    public int Opposite(int query, ref RowRandom random) => _outside[_clusterOf[query]] is { Length: > 0 } others ? Draw(others, ref random) : -1;

    private static int Draw(int[] from, ref RowRandom random) => from[(int)(random.NextDouble() * from.Length)];
}
