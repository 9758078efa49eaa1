using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Neighbors;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>Options of the k-nearest-neighbour family. Metric, weighting and ε default to DARS' published code.</summary>
public sealed record KnnOptions
{
    /// <summary>
    /// Number of neighbours k; more than there are rows means all. Null (the default) takes the one among 16, 32, 64, 128 and 256 that earns
    /// the largest utility when training queries are routed by their neighbours. DARS uses 16 for targets that are means of many observations;
    /// single scores are noisier and want more.
    /// </summary>
    [Range(1, 10_000)] public int? K { get; init; }

    /// <summary>How distance is measured. Default Euclidean (DARS); on unit vectors both order alike.</summary>
    public DistanceMetric Metric { get; init; } = DistanceMetric.Euclidean;

    /// <summary>How neighbours are weighted. Default by inverse distance (DARS).</summary>
    public NeighborWeighting Weighting { get; init; } = NeighborWeighting.InverseDistance;

    /// <summary>ε of the weight 1/(distance + ε); neighbours within ε are exact hits. Default 10⁻⁸ (DARS).</summary>
    [Range(1e-12, 1.0)] public double Epsilon { get; init; } = 1e-8;
}

/// <summary>How neighbours are weighted.</summary>
public enum NeighborWeighting
{
    /// <summary>By 1/(distance + ε); exact hits take all the weight.</summary>
    InverseDistance = 0,

    /// <summary>All alike.</summary>
    Uniform = 1,
}
