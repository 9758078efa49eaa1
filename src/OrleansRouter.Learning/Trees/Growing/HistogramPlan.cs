using System.Runtime.InteropServices;

namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>Where the histograms of a node come from.</summary>
internal enum HistogramSource
{
    /// <summary>Its rows, without keeping the histogram: the node is small.</summary>
    Scratch,

    /// <summary>Its rows, kept for its children.</summary>
    Rows,

    /// <summary>The parent's histogram, which the node takes over, less the kept one of its sibling.</summary>
    ParentLessSibling,

    /// <summary>The parent's histogram, which the node takes over, less the rows of its sibling.</summary>
    ParentLessSiblingRows,
}

/// <summary>One node of a level: where its histograms come from and where they are kept.</summary>
/// <param name="Node">The node.</param>
/// <param name="IsOpen">Whether it is searched; a closed node may still be needed for its sibling's sake.</param>
/// <param name="Source">Where its histograms come from.</param>
/// <param name="Slot">Where they are kept; −1 for nowhere.</param>
/// <param name="Sibling">The sibling's node.</param>
/// <param name="SiblingSlot">Where the sibling's are kept; −1 for nowhere.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HistogramStep(int Node, bool IsOpen, HistogramSource Source, int Slot, int Sibling, int SiblingSlot);

/// <summary>
/// Decides for each level which histograms are summed from rows and which are what the parent's leave, and owns their memory.
/// What is decided changes the time only: sums are exact either way.
/// </summary>
/// <param name="features">Number of features of the data.</param>
internal sealed class HistogramPlan(int features)
{
    /// <summary>Memory that the kept histograms of one builder may take.</summary>
    private const long MaxBytes = 64L << 20;

    private readonly int _maxSlots = (int)Math.Min(1 << 16, MaxBytes / ((long)features * BinScan.Slots * 16));
    private readonly List<GradientSum[]> _buffers = [];
    private readonly Stack<int> _free = [];
    private readonly List<HistogramStep> _steps = [];
    private Dictionary<int, int> _slots = [];
    private Dictionary<int, int> _parents = [];

    /// <summary>The nodes of the level in the order in which each feature visits them: a sibling that is subtracted comes first.</summary>
    public IReadOnlyList<HistogramStep> Steps => _steps;

    /// <summary>The kept histogram of one feature.</summary>
    public Span<GradientSum> Histogram(int slot, int feature) => _buffers[slot].AsSpan(feature * BinScan.Slots, BinScan.Slots);

    /// <summary>Starts a tree.</summary>
    public void Reset()
    {
        _slots.Clear();
        _free.Clear();
        for (int slot = _buffers.Count - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }
    }

    /// <summary>Plans the deepest level of a tree.</summary>
    public void NextLevel(TreeLevel level)
    {
        _steps.Clear();
        (_slots, _parents) = (_parents, _slots);
        _slots.Clear();
        if (level.Growth.LevelStart == 0)
        {
            AddAlone(level, 0);
            return;
        }

        foreach ((int node, int slot) in _parents)
        {
            Free(level.Growth.LeftOf(node) == 0 ? slot : -1);
        }

        for (int left = level.Growth.LevelStart; left < level.Growth.Count; left += 2)
        {
            bool leftIsSmaller = level.Ranges[left].Count <= level.Ranges[left + 1].Count;
            (int small, int large) = leftIsSmaller ? (left, left + 1) : (left + 1, left);
            AddPair(level, small, large, _parents.GetValueOrDefault(level.Growth.ParentOf(left), -1));
        }
    }

    private void AddPair(TreeLevel level, int small, int large, int parentSlot)
    {
        bool smallIsOpen = level.IsOpen(small);
        if (parentSlot < 0 || !level.IsOpen(large) || !IsWorthKeeping(level, large))
        {
            Free(parentSlot);
            AddAlone(level, small);
            AddAlone(level, large);
            return;
        }

        int slot = smallIsOpen && IsWorthKeeping(level, small) ? Rent() : -1;
        HistogramSource source = slot >= 0 ? HistogramSource.ParentLessSibling : HistogramSource.ParentLessSiblingRows;
        Add(new HistogramStep(small, smallIsOpen, slot >= 0 ? HistogramSource.Rows : HistogramSource.Scratch, slot, large, parentSlot));
        Add(new HistogramStep(large, IsOpen: true, source, parentSlot, small, slot));
    }

    private void AddAlone(TreeLevel level, int node)
    {
        if (!level.IsOpen(node))
        {
            return;
        }

        int slot = IsWorthKeeping(level, node) ? Rent() : -1;
        Add(new HistogramStep(node, IsOpen: true, slot >= 0 ? HistogramSource.Rows : HistogramSource.Scratch, slot, Sibling: -1, SiblingSlot: -1));
    }

    private void Add(HistogramStep step)
    {
        _steps.Add(step);
        if (step.Slot >= 0)
        {
            _slots[step.Node] = step.Slot;
        }
    }

    private static bool IsWorthKeeping(TreeLevel level, int node) => level.Ranges[node].Count >= BinScan.DenseRows;

    private void Free(int slot)
    {
        if (slot >= 0)
        {
            _free.Push(slot);
        }
    }

    private int Rent()
    {
        if (_free.TryPop(out int slot))
        {
            return slot;
        }

        if (_buffers.Count >= _maxSlots)
        {
            return -1;
        }

        _buffers.Add(new GradientSum[features * BinScan.Slots]);
        return _buffers.Count - 1;
    }
}
