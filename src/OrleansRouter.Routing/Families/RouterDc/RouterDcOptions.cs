using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>
/// Options of RouterDC. Its published code fine-tunes a language model (1,000 steps of 64 queries); here a projection of the frozen
/// embedding is learned, so step size and passes are set for that.
/// </summary>
public sealed record RouterDcOptions : NetworkOptions
{
    /// <summary>The published batch of 64 queries; 30 passes.</summary>
    public RouterDcOptions() : base(epochs: 30, batchRows: 64)
    {
    }

    /// <summary>Length of the embeddings of queries and models. Default 64.</summary>
    [Range(1, 65_536)] public int Dimensions { get; init; } = 64;

    /// <summary>K⁺: how many of the best models are positives. Default 3.</summary>
    [Range(1, 1_000)] public int Positives { get; init; } = 3;

    /// <summary>K⁻: how many of the worst models are negatives. Default 3.</summary>
    [Range(1, 1_000)] public int Negatives { get; init; } = 3;

    /// <summary>Clusters of the queries. Default 5.</summary>
    [Range(1, 10_000)] public int Clusters { get; init; } = 5;

    /// <summary>H: how many queries of other clusters each query is set apart from. Default 3.</summary>
    [Range(1, 1_000)] public int OtherQueries { get; init; } = 3;

    /// <summary>λ: weight of the sample–sample loss. Default 1.</summary>
    [Range(0.0, 1_000.0)] public double SampleWeight { get; init; } = 1;

    /// <summary>T of cosine/T in both losses. Default 0.1: with cosines of a small projection 1, as published, hardly learns.</summary>
    [Range(1e-3, 1e3)] public double Temperature { get; init; } = 0.1;

    /// <summary>
    /// w_c of the reward (1 − w_c)·q − w_c·c̃ that tells good models from bad ones. Default 0: by quality alone, as published. RouterDC is tied
    /// to the trade-off it was trained for.
    /// </summary>
    [Range(0.0, 1.0)] public double CostWeight { get; init; }
}
