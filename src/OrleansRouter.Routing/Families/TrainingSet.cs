using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>What a family learns from: n embedded queries and the labels of K models.</summary>
public sealed record TrainingSet
{
    /// <summary>Model ids; column k of the label matrices belongs to model k.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>n × d embeddings.</summary>
    public required Matrix<float> Features { get; init; }

    /// <summary>n × K quality labels; NaN where a model has none.</summary>
    public required Matrix<double> Quality { get; init; }

    /// <summary>n × K costs in US dollars per call; NaN where unknown.</summary>
    public required Matrix<double> CostUsd { get; init; }

    /// <summary>n × K standard deviations of quality, or null when every query was observed once.</summary>
    public Matrix<double>? Risk { get; init; }

    /// <summary>τ &gt; 0: the cost that counts as 1; by default the 95th percentile of all known costs (BaRP).</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>c̃ = min(cost / τ, 1).</summary>
    public double NormaliseCost(double costUsd) => Math.Min(costUsd / CostCapUsd, 1);
}
