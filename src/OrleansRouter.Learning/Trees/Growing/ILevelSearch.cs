namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>A way to find the best splits of the nodes of one level.</summary>
internal interface ILevelSearch
{
    /// <summary>Starts a tree.</summary>
    void Start(TreeTask task);

    /// <summary>Finds the best split of each open node.</summary>
    /// <param name="level">The nodes to search.</param>
    /// <param name="best">Receives the splits, indexed from the first node of the level.</param>
    void Search(TreeLevel level, Span<Split> best);
}

/// <summary>The deepest level of a tree that grows.</summary>
/// <param name="Growth">The tree so far.</param>
/// <param name="Partition">Rows of the nodes.</param>
/// <param name="Ranges">Range of rows of every node.</param>
/// <param name="Open">The nodes of the level that may be split, ascending.</param>
internal sealed record TreeLevel(TreeGrowth Growth, RowPartition Partition, List<RowRange> Ranges, List<int> Open)
{
    /// <summary>Whether a node of the level is to be searched.</summary>
    public bool IsOpen(int node) => Open.BinarySearch(node) >= 0;

    /// <summary>Rows of a node.</summary>
    public ReadOnlySpan<int> RowsOf(int node) => Partition.Rows(Ranges[node]);

    /// <summary>Gathered gradients of a node.</summary>
    public ReadOnlySpan<GradientSum> GradientsOf(int node) => Partition.Gradients(Ranges[node]);
}
