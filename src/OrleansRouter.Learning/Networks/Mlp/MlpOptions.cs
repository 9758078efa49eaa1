using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Networks.Mlp;

/// <summary>The function between the layers of a multilayer perceptron.</summary>
public enum MlpActivation
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>1/(1 + e⁻ˣ).</summary>
    Sigmoid,
}

/// <summary>Options of the multilayer perceptron; the defaults are those of the MLP router in DARS' published code.</summary>
public sealed record MlpOptions
{
    /// <summary>Widths of the hidden layers, each in [1, 65536]; empty gives a linear model. Default 128, 64.</summary>
    public IReadOnlyList<int> HiddenWidths { get; init; } = [128, 64];

    /// <summary>Default ReLU.</summary>
    public MlpActivation Activation { get; init; } = MlpActivation.Relu;

    /// <summary>Step size of Adam. Default 0.001.</summary>
    [Range(0, 1e3, MinimumIsExclusive = true)] public double LearningRate { get; init; } = 1e-3;

    /// <summary>α of the penalty ½α‖W‖²/batchRows on the weights, not the biases, as in scikit-learn. Default 0.0001.</summary>
    [Range(0, 1e6)] public double L2 { get; init; } = 1e-4;

    /// <summary>Rows of a mini-batch, or all rows where there are fewer. Default 200, as in scikit-learn.</summary>
    [Range(1, 1 << 20)] public int BatchRows { get; init; } = 200;

    /// <summary>The largest number of passes over the rows. Default 800.</summary>
    [Range(1, 1_000_000)] public int MaxIterations { get; init; } = 800;

    /// <summary>Training stops when the watched loss improves by less than this for <see cref="Patience"/> passes. Default 0.0001.</summary>
    [Range(0, double.MaxValue)] public double Tolerance { get; init; } = 1e-4;

    /// <summary>Passes without improvement that end the training. Default 10.</summary>
    [Range(1, 1_000_000)] public int Patience { get; init; } = 10;

    /// <summary>Share of the rows that is held out and watched instead of the training loss; the best parameters are kept. Default 0: none.</summary>
    [Range(0, 0.5)] public double ValidationShare { get; init; }

    /// <summary>Whether regression learns (y − mean)/sd instead of y, so that the scale of y does not matter. Default true.</summary>
    public bool StandardizeTargets { get; init; } = true;

    internal MlpOptions Validated()
    {
        return HiddenWidths.All(width => width is >= 1 and <= 65536)
            ? FitGuard.Validated(this)
            : throw new ArgumentException($"MlpOptions: HiddenWidths is {string.Join(", ", HiddenWidths)}; expected whole numbers in [1, 65536].");
    }

    internal Node Activate(Node input) => Activation switch
    {
        MlpActivation.Relu => input.Relu(),
        MlpActivation.Tanh => input.Tanh(),
        MlpActivation.Sigmoid => input.Sigmoid(),
        _ => throw new ArgumentOutOfRangeException(nameof(input), Activation, "Unknown activation."),
    };
}
