using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Clustering;

/// <summary>Options of k-means.</summary>
public sealed record KMeansOptions
{
    /// <summary>Number of clusters k. Default 32 (DARS, AvengersPro).</summary>
    [Range(1, 100_000)] public int Clusters { get; init; } = 32;

    /// <summary>How often to start anew; the smallest inertia wins. Default 10 (DARS, AvengersPro).</summary>
    [Range(1, 1_000)] public int Restarts { get; init; } = 10;

    /// <summary>Largest number of iterations of one start. Default 300 (scikit-learn).</summary>
    [Range(1, 100_000)] public int MaxIterations { get; init; } = 300;

    /// <summary>An iteration that lowers the inertia by less than this share is the last one. Default 1e-6; 0 goes on until nothing changes.</summary>
    [Range(0.0, 1.0)] public double Tolerance { get; init; } = 1e-6;
}
