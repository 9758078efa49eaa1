using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Families.AvengersPro;

/// <summary>Options of AvengersPro; defaults from DARS' published code.</summary>
public sealed record AvengersProOptions
{
    /// <summary>Number of clusters; more than there are queries means as many. Default 32.</summary>
    [Range(1, 100_000)] public int Clusters { get; init; } = 32;

    /// <summary>How many nearest clusters are averaged; more than there are means all. Default 3.</summary>
    [Range(1, 100_000)] public int Nearest { get; init; } = 3;

    /// <summary>How often clustering starts anew; the smallest inertia wins. Default 10.</summary>
    [Range(1, 1_000)] public int Restarts { get; init; } = 10;
}
