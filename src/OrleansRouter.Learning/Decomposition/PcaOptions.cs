using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>Options of principal component analysis.</summary>
public sealed record PcaOptions
{
    /// <summary>Number of components wanted; data of lower rank give fewer. Default 50 (Meta-Router).</summary>
    [Range(1, 100_000)] public int Components { get; init; } = 50;

    /// <summary>Whether projections are scaled to unit variance. Default false.</summary>
    public bool Whiten { get; init; }
}
