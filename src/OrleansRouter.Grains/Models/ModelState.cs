namespace OrleansRouter.Grains.Models;

/// <summary>Settings and statistics of one model.</summary>
public sealed record ModelState
{
    /// <summary>Where and at what price the model is reached; null until it is configured.</summary>
    public ModelSettings? Settings { get; init; }

    /// <summary>What was measured.</summary>
    public ModelStatistics Statistics { get; init; } = new();

    /// <summary>Increases by one with every change of settings.</summary>
    public long Revision { get; init; }
}

/// <summary>How one model is reached and what it costs.</summary>
public sealed record ModelSettings
{
    /// <summary>The provider's registered name: "openai" (any OpenAI-compatible upstream) or "simulated".</summary>
    public required string Provider { get; init; }

    /// <summary>The name that the upstream knows the model by; null: the model id.</summary>
    public string? UpstreamModel { get; init; }

    /// <summary>Base URL of an OpenAI-compatible upstream, such as "https://host/v1".</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Name of the environment variable that holds the upstream's API key; the key itself is never stored.</summary>
    public string? ApiKeyVariable { get; init; }

    /// <summary>Price of input, ≥ 0. Null means unknown: such a model is refused, never free.</summary>
    public double? InputUsdPerMillionTokens { get; init; }

    /// <summary>Price of output, ≥ 0. Null means unknown: such a model is refused, never free.</summary>
    public double? OutputUsdPerMillionTokens { get; init; }

    /// <summary>Longest prompt plus answer in tokens; null: unknown, not checked.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>
    /// The most tokens of one answer; null: unknown. Budgets set that much aside for a request that does not bound its answer.
    /// </summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether the model accepts tools.</summary>
    public bool SupportsTools { get; init; } = true;

    /// <summary>Whether the model accepts images.</summary>
    public bool SupportsVision { get; init; }

    /// <summary>What it is for and good at; families that read descriptions use it.</summary>
    public string Description { get; init; } = "";

    /// <summary>False takes the model out of every choice.</summary>
    public bool Enabled { get; init; } = true;
}
