using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>How the cheap judge's bias depends on the query; h(s) in Δ_k(s) = B·a_k·h(s).</summary>
public enum BiasShape
{
    /// <summary>h = 0: the judge is unbiased.</summary>
    None,

    /// <summary>h = 1: the same bias everywhere, a global shift.</summary>
    Constant,

    /// <summary>h = 2·difficulty − 1: linear in the difficulty, 0 on average.</summary>
    Linear,

    /// <summary>h = 1 on every second task (the first, third, …), −1 on the others.</summary>
    Step,

    /// <summary>h = 1 on the first half of the tasks, −1 on the others, so that neither half of a disjoint overlap tells of the other.</summary>
    Halves,
}

/// <summary>How likely a query is to be judged by gold; p(s).</summary>
public enum LabelOverlap
{
    /// <summary>p is the gold share everywhere.</summary>
    Full,

    /// <summary>On the second, fourth, … task p is a tenth of the gold share; on the others it makes up for that.</summary>
    Weak,

    /// <summary>The second, fourth, … task is never judged by gold; the others make up for that. Preferences exist everywhere.</summary>
    OneSided,

    /// <summary>p = 1 on the first, third, … task and 0 on the others: gold and preference share no query. The gold share does not matter.</summary>
    Disjoint,
}

/// <summary>Simulated kind B data: gold labels and a cheap judge with a known bias.</summary>
public sealed record LabelSimulationOptions : SimulationOptions
{
    /// <summary>How the bias depends on the query. Default linear.</summary>
    public BiasShape Bias { get; init; } = BiasShape.Linear;

    /// <summary>B, the largest bias on one model's score, in units of quality. Default 0.25; the bias on a gain is at most 2B.</summary>
    [Range(0.0, 0.45)] public double BiasSize { get; init; } = 0.25;

    /// <summary>How likely a query is to be judged by gold. Default the same everywhere.</summary>
    public LabelOverlap Overlap { get; init; } = LabelOverlap.Full;

    /// <summary>Expected share of queries that are judged by gold. Default 0.1.</summary>
    [Range(0.001, 0.5)] public double GoldShare { get; init; } = 0.1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Models < 2)
        {
            throw new ArgumentException($"Simulation: Models is {Models}; labels compare models, so expected a number in [2, 32].");
        }

        if (Tasks < 2 && (Overlap != LabelOverlap.Full || Bias is BiasShape.Step or BiasShape.Halves))
        {
            throw new ArgumentException($"Simulation: Tasks is {Tasks}; overlap {Overlap} with bias {Bias} needs a number in [2, {SimulatedVocabulary.MaxTasks}].");
        }
    }
}
