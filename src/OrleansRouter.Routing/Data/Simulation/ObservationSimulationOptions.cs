using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Simulated kind C data: repeated observations with known mean and known input and output variance.</summary>
public sealed record ObservationSimulationOptions : SimulationOptions
{
    private const long MaxObservations = 20_000_000;

    /// <summary>Rewrites of every query. Default 5 (DARS).</summary>
    [Range(1, 100)] public int Rewrites { get; init; } = 5;

    /// <summary>Decodes of every rewrite. Default 5 (DARS).</summary>
    [Range(1, 100)] public int Decodes { get; init; } = 5;

    /// <summary>Standard deviation of quality over rewrites for the riskiest model on the hardest queries. Default 0.1.</summary>
    [Range(0.0, 0.12)] public double InputSd { get; init; } = 0.1;

    /// <summary>Standard deviation of quality over decodes of one rewrite, for the riskiest model on the hardest queries. Default 0.1.</summary>
    [Range(0.0, 0.12)] public double OutputSd { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        long count = (long)Queries * Models * Rewrites * Decodes;
        if (count > MaxObservations)
        {
            throw new ArgumentException($"Simulation: {Queries} queries × {Models} models × {Rewrites} rewrites × {Decodes} decodes are {count} observations; "
                + $"expected at most {MaxObservations}.");
        }
    }
}
