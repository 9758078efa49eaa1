using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Dars.Diagnostics;

/// <summary>How single-shot labels are diagnosed.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>λ of the utilities. Default 0.05 (DARS).</summary>
    [Range(0, Preference.MaxWeight)] public double CostWeight { get; init; } = 0.05;

    /// <summary>ε: scores that differ by no more count as equal. Default 10⁻⁹.</summary>
    [Range(0.0, 1000.0)] public double Tolerance { get; init; } = 1e-9;

    /// <summary>Bootstrap samples of the intervals. Default 1,000.</summary>
    [Range(10, 100_000)] public int Resamples { get; init; } = 1000;

    /// <summary>Seed of the bootstrap. Default 1.</summary>
    public ulong Seed { get; init; } = 1;
}
