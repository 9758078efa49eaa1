using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Trees.Ensembles;

/// <summary>
/// All trees of a model in one flat array. Children lie behind their parent and a leaf is its own left child,
/// so every walk of as many steps as the tree is deep ends in a leaf.
/// </summary>
internal sealed class TreeEnsemble
{
    /// <summary>Rows that walk a tree side by side, so that the waits for memory overlap.</summary>
    private const int Lanes = 8;

    /// <summary>Rows that pass all trees before the next rows start.</summary>
    private const int BlockRows = 64;

    private readonly Node[] _nodes;
    private readonly double[] _values;
    private readonly int[] _roots;
    private readonly int[] _depths;

    public TreeEnsemble(int featureCount, IReadOnlyList<FlatTree> trees)
    {
        FeatureCount = featureCount;
        int total = trees.Sum(t => t.Count);
        _nodes = new Node[total];
        _values = new double[total];
        _roots = new int[trees.Count];
        _depths = new int[trees.Count];
        int root = 0;
        for (int t = 0; t < trees.Count; t++)
        {
            _roots[t] = root;
            _depths[t] = Pack(trees[t], root);
            root += trees[t].Count;
        }
    }

    /// <summary>Number of features of a row.</summary>
    public int FeatureCount { get; }

    /// <summary>Number of trees.</summary>
    public int TreeCount => _roots.Length;

    /// <summary>Number of nodes of all trees.</summary>
    public int NodeCount => _nodes.Length;

    /// <summary>Value of one tree for one row.</summary>
    public double Predict(int tree, ReadOnlySpan<float> row)
    {
        int node = _roots[tree];
        while (true)
        {
            int next = Step(node, row);
            if (next == node)
            {
                return _values[node];
            }

            node = next;
        }
    }

    /// <summary>Value of every tree for one row.</summary>
    public void PredictEach(ReadOnlySpan<float> row, Span<double> values)
    {
        CheckWidth(row.Length);
        for (int t = 0; t < _roots.Length; t++)
        {
            values[t] = Predict(t, row);
        }
    }

    /// <summary>Sum over the trees for one row.</summary>
    public double Sum(ReadOnlySpan<float> row)
    {
        CheckWidth(row.Length);
        double sum = 0;
        for (int t = 0; t < _roots.Length; t++)
        {
            sum += Predict(t, row);
        }

        return sum;
    }

    /// <summary>Sum over the trees for every row; the same bits as row by row.</summary>
    public void Sum(Matrix<float> features, Span<double> sums)
    {
        CheckWidth(features.Columns);
        sums[..features.Rows].Clear();
        for (int start = 0; start < features.Rows; start += BlockRows)
        {
            int rows = Math.Min(BlockRows, features.Rows - start);
            for (int t = 0; t < _roots.Length; t++)
            {
                AddTree(t, features, start, sums.Slice(start, rows));
            }
        }
    }

    /// <summary>The trees, one by one.</summary>
    public IEnumerable<FlatTree> Trees()
    {
        for (int t = 0; t < _roots.Length; t++)
        {
            yield return Unpack(t);
        }
    }

    private void AddTree(int tree, Matrix<float> features, int start, Span<double> sums)
    {
        Span<int> nodes = stackalloc int[Lanes];
        int i = 0;
        for (; i + Lanes <= sums.Length; i += Lanes)
        {
            ReadOnlySpan<float> rows = features.Values.AsSpan((start + i) * features.Columns, Lanes * features.Columns);
            nodes.Fill(_roots[tree]);
            for (int depth = _depths[tree]; depth > 0; depth--)
            {
                for (int lane = 0; lane < Lanes; lane++)
                {
                    nodes[lane] = Step(nodes[lane], rows.Slice(lane * features.Columns, features.Columns));
                }
            }

            for (int lane = 0; lane < Lanes; lane++)
            {
                sums[i + lane] += _values[nodes[lane]];
            }
        }

        for (; i < sums.Length; i++)
        {
            sums[i] += Predict(tree, features.Row(start + i));
        }
    }

    private int Step(int node, ReadOnlySpan<float> row)
    {
        Node at = _nodes[node];
        float x = row[at.Feature & ~FlatTree.MissingRight];
        int right = x > at.Threshold ? 1 : 0;
        int missingRight = float.IsNaN(x) ? at.Feature / FlatTree.MissingRight : 0;
        return at.Left + (right | missingRight);
    }

    private void CheckWidth(int columns)
    {
        if (columns != FeatureCount)
        {
            throw new ArgumentException($"A row has {columns} features; the model was fitted with {FeatureCount}.", nameof(columns));
        }
    }

    private int Pack(FlatTree tree, int root)
    {
        Span<int> depths = new int[tree.Count];
        int deepest = 0;
        for (int i = 0; i < tree.Count; i++)
        {
            int left = tree.Lefts[i];
            bool leaf = left == 0;
            _nodes[root + i] = new Node(leaf ? float.PositiveInfinity : tree.Thresholds[i], leaf ? 0 : tree.Features[i], root + (leaf ? i : left));
            _values[root + i] = tree.Values[i];
            if (!leaf)
            {
                depths[left] = Math.Max(depths[left], depths[i] + 1);
                depths[left + 1] = Math.Max(depths[left + 1], depths[i] + 1);
                deepest = Math.Max(deepest, depths[left]);
            }
        }

        return deepest;
    }

    private FlatTree Unpack(int tree)
    {
        int root = _roots[tree];
        int end = tree + 1 < _roots.Length ? _roots[tree + 1] : _nodes.Length;
        var flat = new FlatTree(end - root);
        for (int i = 0; i < flat.Count; i++)
        {
            Node node = _nodes[root + i];
            flat.Features[i] = node.Feature;
            flat.Thresholds[i] = node.Threshold;
            flat.Lefts[i] = node.Left == root + i ? 0 : node.Left - root;
            flat.Values[i] = _values[root + i];
        }

        return flat;
    }

    private readonly record struct Node(float Threshold, int Feature, int Left);
}
