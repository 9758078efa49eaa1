using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Networks.Mlp;

namespace OrleansRouter.Routing.Families.Mlp;

/// <summary>Options of the perceptron family; defaults as in DARS' published code, which takes the rest from scikit-learn.</summary>
public sealed record MlpRouterOptions
{
    /// <summary>Width of the first hidden layer. Default 128.</summary>
    [Range(1, 65_536)] public int Hidden0 { get; init; } = 128;

    /// <summary>Width of the second hidden layer. Default 64.</summary>
    [Range(1, 65_536)] public int Hidden1 { get; init; } = 64;

    /// <summary>Step size of Adam. Default 0.001.</summary>
    [Range(1e-9, 1e3)] public double LearningRate { get; init; } = 1e-3;

    /// <summary>α of the penalty ½α‖W‖²/batchRows on the weights. Default 0.0001.</summary>
    [Range(0, 1e6)] public double L2 { get; init; } = 1e-4;

    /// <summary>The largest number of passes over the rows. Default 800.</summary>
    [Range(1, 1_000_000)] public int MaxIterations { get; init; } = 800;

    /// <summary>Rows of a mini-batch, or all rows where there are fewer. Default 200.</summary>
    [Range(1, 1 << 20)] public int BatchRows { get; init; } = 200;

    /// <summary>Training stops when the watched loss improves by less than this for ten passes. Default 0.0001.</summary>
    [Range(0, 1e6)] public double Tolerance { get; init; } = 1e-4;

    /// <summary>
    /// Share of the queries that is held out and watched instead of the training loss; the best weights are kept. Default 0.1, since without
    /// it noise of single observations is learned by heart; 0 watches the training loss, as DARS' published code does.
    /// </summary>
    [Range(0, 0.5)] public double ValidationShare { get; init; } = 0.1;

    /// <summary>Whether labels are standardised as inputs are, so that small costs are learned as eagerly as qualities. Default true.</summary>
    public bool StandardiseTargets { get; init; } = true;

    /// <summary>The same for the regressions.</summary>
    internal MlpOptions ToMlpOptions() => new()
    {
        HiddenWidths = [Hidden0, Hidden1],
        LearningRate = LearningRate,
        L2 = L2,
        MaxIterations = MaxIterations,
        BatchRows = BatchRows,
        Tolerance = Tolerance,
        ValidationShare = ValidationShare,
        StandardizeTargets = StandardiseTargets,
    };
}
