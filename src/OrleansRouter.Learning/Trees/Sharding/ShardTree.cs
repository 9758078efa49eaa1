using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Trees.Binning;
using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Trees.Sharding;

/// <summary>A shard's view of the tree in hand: which of its rows lie in which node.</summary>
internal sealed class ShardTree
{
    private readonly BinnedMatrix _data;
    private readonly double[] _targets;
    private readonly RowPartition _partition;
    private readonly List<RowRange> _ranges = [];
    private readonly Dictionary<int, (NodeSplit Split, float Threshold, int Left)> _splits = [];
    private readonly GradientSum[] _histogram = new GradientSum[BinScan.Slots];

    public ShardTree(BinnedMatrix data, double[] targets, RowGradients gradients)
    {
        _data = data;
        _targets = targets;
        _partition = new RowPartition(data.Rows);
        _ranges.Add(_partition.Reset(gradients.Rows.Span));
        Gradients = gradients.Gradients;
    }

    private GradientSum[] Gradients { get; }

    /// <summary>What the shard contributes to a node.</summary>
    public NodeRows Describe(int node)
    {
        ReadOnlySpan<int> rows = _partition.Rows(_ranges[node]);
        GradientSum sum = default;
        double minimum = rows.IsEmpty ? 0 : double.PositiveInfinity, maximum = rows.IsEmpty ? 0 : double.NegativeInfinity;
        foreach (int row in rows)
        {
            sum += Gradients[row];
            minimum = Math.Min(minimum, _targets[row]);
            maximum = Math.Max(maximum, _targets[row]);
        }

        return new NodeRows(rows.Length, sum.Gradient, sum.Hessian, minimum, maximum);
    }

    /// <summary>Parts a node and describes its children, left and right.</summary>
    public NodeRows[] Split(NodeSplit split)
    {
        var local = Growing.Split.None with { Feature = split.Feature, Bin = split.Bin, MissingLeft = split.MissingLeft };
        RowRange range = _ranges[split.Node];
        int lefts = _partition.Split(range, _data.Column(split.Feature), local);
        int left = _ranges.Count;
        _splits.Add(split.Node, (split, _data.Bins[split.Feature].Threshold(split.Bin, split.NextBin), left));
        _ranges.Add(new RowRange(range.Start, lefts));
        _ranges.Add(new RowRange(range.Start + lefts, range.Count - lefts));
        return [Describe(left), Describe(left + 1)];
    }

    /// <summary>The leaf that a row falls into, whether the tree's sample holds it or not: by thresholds, as the finished tree decides.</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        int node = 0;
        while (_splits.TryGetValue(node, out (NodeSplit Split, float Threshold, int Left) at))
        {
            float value = row[at.Split.Feature];
            node = value <= at.Threshold || (float.IsNaN(value) && at.Split.MissingLeft) ? at.Left : at.Left + 1;
        }

        return node;
    }

    /// <summary>Sums rows by code.</summary>
    public HistogramReply Histograms(HistogramRequest request)
    {
        var counts = new List<int>();
        var codes = new List<byte>();
        var gradients = new List<double>();
        var hessians = new List<double>();
        for (int i = 0; i < request.Nodes.Length; i++)
        {
            RowRange range = _ranges[request.Nodes[i]];
            _partition.Gather(range, Gradients);
            foreach (int feature in request.Features[i])
            {
                int before = codes.Count;
                _histogram.AsSpan().Clear();
                BinScan.Accumulate(_histogram, _data.Column(feature), _partition.Rows(range), _partition.Gradients(range));
                for (int code = 0; code < BinScan.Slots; code++)
                {
                    if (_histogram[code].Hessian > 0)
                    {
                        codes.Add((byte)code);
                        gradients.Add(_histogram[code].Gradient);
                        hessians.Add(_histogram[code].Hessian);
                    }
                }

                counts.Add(codes.Count - before);
            }
        }

        return new HistogramReply([.. counts], [.. codes], [.. gradients], [.. hessians]);
    }
}
