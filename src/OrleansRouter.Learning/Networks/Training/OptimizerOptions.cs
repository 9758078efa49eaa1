using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>How gradients become updates. Conventions and defaults are PyTorch's unless said otherwise.</summary>
public abstract record OptimizerOptions
{
    /// <summary>Step size. Default 0.001.</summary>
    [Range(0, 1e6, MinimumIsExclusive = true)] public double LearningRate { get; init; } = 1e-3;

    /// <summary>λ of the penalty ½λ‖w‖² added to the mean loss of a batch. Default 0.</summary>
    [Range(0, 1e6)] public double WeightDecay { get; init; }

    /// <summary>Whether biases decay too, as in PyTorch. Default false, as in scikit-learn.</summary>
    public bool DecayBiases { get; init; }

    /// <summary>Largest Euclidean norm of the whole gradient before decay; longer ones are shortened to it. Default: no limit.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)] public double? ClipNorm { get; init; }

    internal abstract Optimizer Create(ParameterSet parameters);
}

/// <summary>Stochastic gradient descent: v ← momentum·v + g, w ← w − lr·v.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Share of the last step that is kept. Default 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Momentum { get; init; }

    internal override Optimizer Create(ParameterSet parameters) => new SgdOptimizer(parameters, this);
}

/// <summary>Adam (Kingma and Ba 2015), with bias correction.</summary>
public sealed record AdamOptions : OptimizerOptions
{
    /// <summary>Decay of the mean of gradients. Default 0.9.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the mean of squared gradients. Default 0.999.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)] public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square. Default 1e−8.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)] public double Epsilon { get; init; } = 1e-8;

    internal override Optimizer Create(ParameterSet parameters) => new AdamOptimizer(parameters, this);
}
