namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>When a node may be split, how candidate splits are scored, and what value a leaf gets.</summary>
internal sealed record GrowthRules
{
    /// <summary>Largest depth of a leaf; the root has depth 0.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>Smallest Σh of a node that is split.</summary>
    public double MinNode { get; init; }

    /// <summary>Smallest Σh of a child.</summary>
    public double MinChild { get; init; }

    /// <summary>A split must gain more than this; −∞ splits whatever is not pure, as forests do.</summary>
    public double MinGain { get; init; } = double.NegativeInfinity;

    /// <summary>L1 penalty α on leaf values.</summary>
    public double L1 { get; init; }

    /// <summary>L2 penalty λ on leaf values.</summary>
    public double L2 { get; init; }

    /// <summary>Features tried at each split; more are tried until one varies in the node.</summary>
    public required int FeaturesPerSplit { get; init; }

    /// <summary>One random threshold per feature (extra trees) instead of the best one.</summary>
    public bool RandomThresholds { get; init; }

    /// <summary>The optimal value of a leaf, T_α(G)/(H + λ).</summary>
    public double LeafValue(GradientSum sum)
    {
        double penalised = sum.Hessian + L2;
        return penalised > 0 ? Shrink(sum.Gradient) / penalised : 0;
    }

    /// <summary>Twice the loss that a leaf saves, T_α(G)²/(H + λ).</summary>
    [Paper("Chen, Guestrin 2016", "eq. 6")]
    public double Score(GradientSum sum)
    {
        double shrunk = Shrink(sum.Gradient);
        return shrunk * shrunk / (sum.Hessian + L2);
    }

    /// <summary>Soft threshold T_α: towards 0 by α.</summary>
    private double Shrink(double gradient) => Math.CopySign(Math.Max(Math.Abs(gradient) - L1, 0), gradient);
}
