using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>The update rule. Default Adam, learning rate 0.001.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>The largest number of passes over the rows. Default 100.</summary>
    [Range(1, 1_000_000)] public int Epochs { get; init; } = 100;

    /// <summary>Rows of a mini-batch; the last of an epoch may be smaller. Default 32.</summary>
    [Range(1, 1 << 20)] public int BatchRows { get; init; } = 32;

    /// <summary>
    /// Rows from which a batch is cut into shards that threads or machines compute side by side: ⌈rows/ShardRows⌉, at most 8. The number
    /// of threads does not change it. Default 128.
    /// </summary>
    [Range(1, 1 << 20)] public int ShardRows { get; init; } = 128;

    /// <summary>Rows that belong together: shards begin at multiples of it. Default 1.</summary>
    [Range(1, 1 << 20)] public int GroupRows { get; init; } = 1;

    /// <summary>Training stops when the mean loss improved by less than this for <see cref="Patience"/> epochs; null (the default) runs all epochs.</summary>
    [Range(0, double.MaxValue)] public double? Tolerance { get; init; }

    /// <summary>Epochs without improvement that end the training. Default 10.</summary>
    [Range(1, 1_000_000)] public int Patience { get; init; } = 10;
}

/// <summary>How a training went.</summary>
/// <param name="Losses">Mean training loss of every epoch.</param>
/// <param name="ValidationLosses">Mean loss over the validation rows after every epoch; empty without them.</param>
/// <param name="StoppedEarly">Whether the loss stopped improving before the last epoch.</param>
/// <param name="BestEpoch">The epoch, from 0, whose parameters were kept.</param>
public sealed record TrainingReport(IReadOnlyList<double> Losses, IReadOnlyList<double> ValidationLosses, bool StoppedEarly, int BestEpoch);
