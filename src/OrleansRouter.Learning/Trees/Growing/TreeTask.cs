namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>What one tree is grown from.</summary>
internal sealed record TreeTask
{
    /// <summary>Distinct rows that take part, in ascending order.</summary>
    public required ReadOnlyMemory<int> Rows { get; init; }

    /// <summary>Gradient of every row of the data; positive Hessians for the rows that take part.</summary>
    public required GradientSum[] Gradients { get; init; }

    /// <summary>Features that may be used, ascending.</summary>
    public required int[] Features { get; init; }

    /// <summary>Targets by row where pure nodes stay leaves (forests); empty otherwise.</summary>
    public double[] Targets { get; init; } = [];

    /// <summary>Seed of the draws within the tree.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Receives the rows of a leaf and its value.</summary>
internal delegate void LeafAction(ReadOnlySpan<int> rows, double value);
