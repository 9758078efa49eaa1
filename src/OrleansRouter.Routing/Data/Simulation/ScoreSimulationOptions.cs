using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Simulated kind A data.</summary>
public sealed record ScoreSimulationOptions : SimulationOptions
{
    /// <summary>Into how many steps a score is graded: 1 gives 0 or 1, g gives multiples of 1/g with the same mean. Default 1.</summary>
    [Range(1, 100)] public int ScoreSteps { get; init; } = 1;
}
