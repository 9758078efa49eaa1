using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Budgets;

/// <summary>How this gateway spends the budgets of tenants and keys.</summary>
public sealed record BudgetOptions
{
    /// <summary>
    /// After how long without a sign of life the money that a gateway holds is there for others again. Its calls under way are then charged
    /// with the most that they may cost. Default 60 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")] public TimeSpan LeaseTerm { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest answer where neither the request nor the model's settings bound it; the request is then sent with this bound. Default 8,192.
    /// </summary>
    [Range(1, 10_000_000)] public int MaxOutputTokens { get; init; } = 8_192;

    /// <summary>The most tokens that an image may count, whatever it shows. Default 40,000.</summary>
    [Range(1, 10_000_000)] public int MaxImageTokens { get; init; } = 40_000;

    /// <summary>
    /// Whether a call is made only after its reservation is durable, and its answer ends only after its price is. Otherwise the gateway goes on
    /// meanwhile, which saves the time of two commits; what a process that is killed had asked for but not yet recorded is then charged to
    /// nobody, and what it had answered but not yet recorded with its bound. Default true.
    /// </summary>
    public bool RecordFirst { get; init; } = true;
}
