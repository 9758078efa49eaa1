using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.OpenAi;

/// <summary>How much of a request the gateway reads.</summary>
public sealed record RequestLimits
{
    /// <summary>Largest request body in bytes; a longer one is answered with 413. Default 10 MB.</summary>
    [Range(1_000, 1_000_000_000)] public int MaxBodyBytes { get; init; } = 10_000_000;

    /// <summary>Deepest nesting of JSON objects and arrays; a deeper body is answered with 400. Default 64.</summary>
    [Range(8, 1_000)] public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Largest policy file that is imported, in bytes. Default 500 MB.</summary>
    [Range(1_000, 2_000_000_000)] public int MaxPolicyBytes { get; init; } = 500_000_000;
}
