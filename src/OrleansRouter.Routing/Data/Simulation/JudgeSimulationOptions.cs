using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>A cheap, biased judge that is simulated beside real scores.</summary>
public sealed record JudgeSimulationOptions
{
    /// <summary>How the bias depends on the query. <see cref="BiasShape.Linear"/> is linear in the rank of the prompt's length, since real queries have no known difficulty. Default step.</summary>
    public BiasShape Bias { get; init; } = BiasShape.Step;

    /// <summary>B: how often the judge does not look at the answer of the cheapest or the dearest model, where its bias is largest. Default 0.4.</summary>
    [Range(0.0, 1.0)] public double BiasSize { get; init; } = 0.4;

    /// <summary>Share of queries, drawn at random, that are marked as judged by gold; the others are marked as judged by the judge. Null (the default) marks none, so that an experiment may assign them.</summary>
    [Range(0.001, 0.999)] public double? GoldShare { get; init; }

    /// <summary>Seed of the judge. Default 0.</summary>
    public ulong Seed { get; init; }
}
