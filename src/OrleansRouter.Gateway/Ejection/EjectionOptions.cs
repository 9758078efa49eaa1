using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Ejection;

/// <summary>When a model that has become slow is left alone for a while; see <see cref="ModelLatency"/>.</summary>
public sealed record EjectionOptions
{
    /// <summary>Whether slow models are left alone. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How many answers count as recent. Fewer prove nothing. Default 40.</summary>
    [Range(3, 1_000)] public int Recent { get; init; } = 40;

    /// <summary>How many answers before the recent ones are the model's history. Default 200.</summary>
    [Range(3, 10_000)] public int History { get; init; } = 200;

    /// <summary>A model is slow where the 95th percentile of its recent answers is more than this times that of its history. Default 4.</summary>
    [Range(1.1, 1_000.0)] public double Factor { get; init; } = 4;

    /// <summary>Below this 95th percentile no model is slow. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")] public TimeSpan Floor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Above this 95th percentile every model is slow, whatever its history. Default: none.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")] public TimeSpan? Ceiling { get; init; }

    /// <summary>How long it is left alone the first time; each time in a row doubles it. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")] public TimeSpan FirstRest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")] public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>After how many times in a row it is taken for what it is now and judged anew. Default 8.</summary>
    [Range(1, 1_000)] public int MostRests { get; init; } = 8;

    /// <summary>How many answers in a row must be quick, one asked for at a time, until the model is back. Default 3.</summary>
    [Range(1, 100)] public int Probes { get; init; } = 3;

    /// <summary>The largest share of a request's candidates that is left out for being slow; rounded down. Default 0.5.</summary>
    [Range(0.0, 1.0)] public double LargestShare { get; init; } = 0.5;
}
