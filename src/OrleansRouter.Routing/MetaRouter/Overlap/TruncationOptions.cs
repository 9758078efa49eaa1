using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Which preference rows are kept where gold and preference judge different queries.</summary>
public enum TruncationKind
{
    /// <summary>All of them.</summary>
    None,

    /// <summary>Those with p̂ in [2κε, 1 − 2(1 − κ)ε], κ being the share of gold rows: [ε, 1 − ε] for balanced data (Crump et al. 2009), scaled to the base rate.</summary>
    Crump,

    /// <summary>Those at which the density of gold queries is at least ε times that of preference queries: p̂/(1 − p̂)·m/n ≥ ε.</summary>
    DensityRatio,
}

/// <summary>Options of the truncation under violated positivity (Meta-Router, section 5). All gold rows are always kept.</summary>
public sealed record TruncationOptions
{
    /// <summary>The rule. Default none.</summary>
    public TruncationKind Kind { get; init; } = TruncationKind.None;

    /// <summary>ε. Default 0.1 (Crump et al. 2009).</summary>
    [Range(0.0, 0.4999)] public double Floor { get; init; } = 0.1;
}
