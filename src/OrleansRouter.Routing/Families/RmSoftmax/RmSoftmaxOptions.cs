using System.ComponentModel.DataAnnotations;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>Options of RM-Softmax; defaults from DARS' published code: 20 epochs in batches of 256 pairs of query and cost weight.</summary>
public sealed record RmSoftmaxOptions : NetworkOptions
{
    /// <summary>The published options.</summary>
    public RmSoftmaxOptions() : base(epochs: 20, batchRows: 256)
    {
    }

    /// <summary>Width of the first hidden layer. Default 256.</summary>
    [Range(1, 65_536)] public int Hidden0 { get; init; } = 256;

    /// <summary>Width of the second hidden layer. Default 256.</summary>
    [Range(1, 65_536)] public int Hidden1 { get; init; } = 256;

    /// <summary>Number of cost weights λ trained on, evenly spaced from 0. Default 11.</summary>
    [Range(2, 1_000)] public int CostWeights { get; init; } = 11;

    /// <summary>The largest of them. Default 0.1; requests beyond it are answered by mean costs.</summary>
    [Range(1e-6, 1000)] public double MaxCostWeight { get; init; } = 0.1;

    /// <summary>T of softmax(logits/T). Default 1.</summary>
    [Range(1e-6, 1e6)] public double Temperature { get; init; } = 1;

    /// <summary>β of the training utilities (q̄ − βσ) − λc̄. Default 0.2.</summary>
    [Range(0, 1000)] public double RiskAversion { get; init; } = 0.2;
}
