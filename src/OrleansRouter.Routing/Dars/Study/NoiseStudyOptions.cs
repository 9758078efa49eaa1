using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Dars.Study;

/// <summary>How noisy observations are.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="InputSd">Standard deviation of quality over rewrites, for the riskiest model on the hardest queries.</param>
/// <param name="OutputSd">The same over decodes of one rewrite.</param>
public sealed record NoiseRegime(string Name, double InputSd, double OutputSd);

/// <summary>A simulated study of labels whose truth is known.</summary>
public sealed record NoiseStudyOptions
{
    /// <summary>Number of queries. Default 2,000.</summary>
    [Range(10, 1_000_000)] public int Queries { get; init; } = 2000;

    /// <summary>Number of models. Default 6 (DARS).</summary>
    [Range(2, 32)] public int Models { get; init; } = 6;

    /// <summary>Rewrites of every query. Default 5 (DARS).</summary>
    [Range(1, 100)] public int Rewrites { get; init; } = 5;

    /// <summary>Decodes of every rewrite. Default 5 (DARS).</summary>
    [Range(1, 100)] public int Decodes { get; init; } = 5;

    /// <summary>λ. Default 0.05 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double CostWeight { get; init; } = 0.05;

    /// <summary>β. Default 0.2 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double RiskAversion { get; init; } = 0.2;

    /// <summary>Seed of everything random. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The regimes. Default: little noise, input-side, output-side, both.</summary>
    public IReadOnlyList<NoiseRegime> Regimes { get; init; } =
        [new("low", 0.05, 0.05), new("input-side", 0.3, 0.05), new("output-side", 0.05, 0.3), new("high", 0.3, 0.3)];
}
