using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Retries;

/// <summary>When the same model is asked again before the next one is. What is retried at all, says <see cref="RetryRules"/>.</summary>
public sealed record RetryOptions
{
    /// <summary>Most retries of one request at one model. 0: never again. Default 2.</summary>
    [Range(0, 10)] public int MaxRetries { get; init; } = 2;

    /// <summary>
    /// Most retries among them of a request that the model may have worked on already, and may charge for, or whose connection was not taken in
    /// time. 0: never again. Default 1.
    /// </summary>
    [Range(0, 10)] public int MaxRepeats { get; init; } = 1;

    /// <summary>The wait before the first retry is this, the next ones double it; each is then drawn from its upper half. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")] public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait, the upstream's own wish included, while another model could be asked instead. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")] public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait where no other model is left to ask. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")] public TimeSpan LongestLastWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Retries of a model as a share of the requests that it gets, beyond <see cref="Reserve"/>. Default 0.1.</summary>
    [Range(0.0, 1.0)] public double BudgetShare { get; init; } = 0.1;

    /// <summary>Retries that a model may have at once, whatever its share. Default 10.</summary>
    [Range(1, 1_000_000)] public int Reserve { get; init; } = 10;
}
