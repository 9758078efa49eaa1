using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>Options of the randomised truncated SVD.</summary>
public sealed record SvdOptions
{
    /// <summary>Number of singular triplets wanted.</summary>
    [Range(1, 100_000)] public required int Rank { get; init; }

    /// <summary>Extra random directions that make the leading ones reliable. Default 10 (Halko et al. 2011, section 4.2).</summary>
    [Range(0, 10_000)] public int Oversampling { get; init; } = 10;

    /// <summary>Passes of AAᵀ over the random directions; more for slowly decaying spectra. Default 4.</summary>
    [Range(0, 1000)] public int PowerIterations { get; init; } = 4;
}
