namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>A way to find the best splits of the nodes of one level. Every implementation finds the same ones.</summary>
internal interface ILevelSearch
{
    /// <summary>Starts a tree.</summary>
    /// <param name="features">Features that may be used.</param>
    /// <param name="seed">Seed of the draws within the tree.</param>
    void Start(int[] features, ulong seed);

    /// <summary>Finds the best split of each open node.</summary>
    /// <param name="growth">The tree so far.</param>
    /// <param name="partition">Rows and gathered gradients.</param>
    /// <param name="ranges">Range of rows of every node.</param>
    /// <param name="open">The nodes to search, ascending, all of the deepest level.</param>
    /// <param name="best">Receives the splits, indexed from the first node of the level.</param>
    void Search(TreeGrowth growth, RowPartition partition, List<RowRange> ranges, List<int> open, Span<Split> best);
}
