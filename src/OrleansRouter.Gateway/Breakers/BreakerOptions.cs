using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Breakers;

/// <summary>When a model that fails is left alone for a while.</summary>
public sealed record BreakerOptions
{
    /// <summary>Share of failed calls in the window from which on the model rests. Default 0.5.</summary>
    [Range(0.01, 1.0)] public double FailureShare { get; init; } = 0.5;

    /// <summary>Calls in the window below which nothing is concluded. Default 20.</summary>
    [Range(2, 1_000_000)] public int MinimumCalls { get; init; } = 20;

    /// <summary>How far back calls count. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")] public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the model rests before one call tries it again. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")] public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(10);
}
