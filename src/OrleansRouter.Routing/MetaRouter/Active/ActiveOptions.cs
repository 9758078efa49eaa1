using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>Options of active gold labelling.</summary>
public sealed record ActiveOptions
{
    /// <summary>w: what one call of the primary model must gain, in units of gold; null (the default) where it may be anything, from a fifth to four fifths of the calls.</summary>
    [Range(-1e6, 1e6)] public double? CostWeight { get; init; }

    /// <summary>Queries proposed at once. Default 10.</summary>
    [Range(1, 100_000)] public int Batch { get; init; } = 10;

    /// <summary>Half samples that the predictive variance is estimated from. Default 20.</summary>
    [Range(2, 1_000)] public int Replicates { get; init; } = 20;
}
