using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Simulated kind A data with the truth behind them.</summary>
/// <param name="Table">What a router may see.</param>
/// <param name="World">The models and tasks.</param>
/// <param name="Prompts">Task and difficulty of every query.</param>
/// <param name="ExpectedScores">n × K expected scores.</param>
/// <param name="ExpectedCostsUsd">n × K expected costs in US dollars.</param>
public sealed record SimulatedScores(
    ScoreTable Table, SimulatedWorld World, IReadOnlyList<SimulatedPrompt> Prompts, Matrix<double> ExpectedScores, Matrix<double> ExpectedCostsUsd);
