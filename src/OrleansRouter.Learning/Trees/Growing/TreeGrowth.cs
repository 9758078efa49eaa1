using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Ensembles;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// A tree while it grows, level by level: what one machine and a coordinator of many have in common.
/// Nodes are numbered in the order of splitting, so equal splits give equal trees.
/// </summary>
internal sealed class TreeGrowth(GrowthRules rules)
{
    private Node[] _nodes = new Node[64];

    /// <summary>Number of nodes.</summary>
    public int Count { get; private set; }

    /// <summary>First node of the deepest level.</summary>
    public int LevelStart { get; private set; }

    /// <summary>Depth of the deepest level.</summary>
    public int Depth { get; private set; }

    /// <summary>Sum of the gradients of a node.</summary>
    public GradientSum Sum(int node) => _nodes[node].Sum;

    /// <summary>How a node was split; <see cref="Split.None"/> for a leaf.</summary>
    public Split SplitOf(int node) => _nodes[node].Split;

    /// <summary>Left child of a node; its right child is the next one. 0 for a leaf.</summary>
    public int LeftOf(int node) => _nodes[node].Left;

    /// <summary>Parent of a node; −1 for the root.</summary>
    public int ParentOf(int node) => _nodes[node].Parent;

    /// <summary>Value of a node as a leaf.</summary>
    public double Value(int node) => rules.LeafValue(_nodes[node].Sum);

    /// <summary>Starts a tree that is only a root.</summary>
    public void Start(GradientSum root)
    {
        Count = 0;
        LevelStart = 0;
        Depth = 0;
        Add(root, parent: -1);
    }

    /// <summary>Whether depth and weight allow a split of a node of the deepest level.</summary>
    public bool MaySplit(int node) => Depth < rules.MaxDepth && _nodes[node].Sum.Hessian >= rules.MinNode;

    /// <summary>Gives the nodes of the deepest level, first to last, their best splits, and so makes the next level.</summary>
    /// <param name="best">One split, or <see cref="Split.None"/>, for each node of the level.</param>
    /// <returns>False when no node was split: the tree is complete.</returns>
    public bool Grow(ReadOnlySpan<Split> best)
    {
        int level = LevelStart;
        LevelStart = Count;
        Depth++;
        for (int i = 0; i < best.Length; i++)
        {
            if (best[i].Feature < 0)
            {
                continue;
            }

            GradientSum right = _nodes[level + i].Sum - best[i].Left;
            _nodes[level + i].Split = best[i];
            _nodes[level + i].Left = Add(best[i].Left, level + i);
            Add(right, level + i);
        }

        return Count > LevelStart;
    }

    /// <summary>The finished tree.</summary>
    /// <param name="bins">Bins of every feature, for thresholds.</param>
    /// <param name="value">Value of a leaf from that of <see cref="Value"/>.</param>
    public FlatTree ToTree(FeatureBins[] bins, Func<double, double> value)
    {
        var tree = new FlatTree(Count);
        for (int i = 0; i < Count; i++)
        {
            Split split = _nodes[i].Split;
            if (split.Feature < 0)
            {
                tree.SetLeaf(i, value(Value(i)));
            }
            else
            {
                tree.SetSplit(i, split.Feature, bins[split.Feature].Threshold(split.Bin, split.NextBin), split.MissingLeft, _nodes[i].Left);
            }
        }

        return tree;
    }

    private int Add(GradientSum sum, int parent)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * Count);
        }

        _nodes[Count] = new Node { Sum = sum, Split = Split.None, Parent = parent };
        return Count++;
    }

    private struct Node
    {
        public GradientSum Sum;
        public Split Split;
        public int Left;
        public int Parent;
    }
}
