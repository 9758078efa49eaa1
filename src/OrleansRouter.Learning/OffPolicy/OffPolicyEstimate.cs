namespace OrleansRouter.Learning.OffPolicy;

/// <summary>What one estimator says the evaluated policy earns per decision.</summary>
public sealed record OffPolicyEstimate
{
    /// <summary>V̂.</summary>
    public required double Value { get; init; }

    /// <summary>Standard error of V̂ by linearisation.</summary>
    public required double StandardError { get; init; }

    /// <summary>Lower end of the recommended interval: studentised bootstrap, cut to the range of rewards.</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the recommended interval.</summary>
    public required double High { get; init; }

    /// <summary>V̂ with the weight cap minus V̂ without: the bias that clipping puts in, as the log shows it.</summary>
    public required double ClippingBias { get; init; }

    /// <summary>V̂ minus the logging policy's value, from the same rows.</summary>
    public required OffPolicyInterval Gain { get; init; }

    /// <summary>Lower end of the empirical-Bernstein interval, valid for any rewards in range and any n; null where none is known (SNIPS).</summary>
    public double? GuaranteedLow { get; init; }

    /// <summary>Upper end of the empirical-Bernstein interval.</summary>
    public double? GuaranteedHigh { get; init; }
}

/// <summary>An estimate with its studentised bootstrap interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">By linearisation.</param>
/// <param name="Low">Lower end, cut to what is possible.</param>
/// <param name="High">Upper end.</param>
public sealed record OffPolicyInterval(double Value, double StandardError, double Low, double High);
