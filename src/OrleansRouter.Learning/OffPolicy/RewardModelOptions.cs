using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Options of the model of rewards behind the doubly robust estimate.</summary>
public sealed record RewardModelOptions
{
    /// <summary>Number of folds; rows of a fold are predicted by models that did not see it. Default 5.</summary>
    [Range(2, 100)] public int Folds { get; init; } = 5;

    /// <summary>λ of the ridge regressions. Default 1.</summary>
    [Range(1e-9, 1e9)] public double Penalty { get; init; } = 1;
}
