using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Dars.Planning;

/// <summary>What a collection plan is worth.</summary>
public enum CollectionObjective
{
    /// <summary>The probability that the label changes.</summary>
    LabelChange = 0,

    /// <summary>The expected rise of the utility of the label: changes between models of equal utility are worth nothing.</summary>
    UtilityGain = 1,
}

/// <summary>How a collection plan is made.</summary>
public sealed record CollectionOptions
{
    /// <summary>λ. Default 0.05 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double CostWeight { get; init; } = 0.05;

    /// <summary>β. Default 0.2 (DARS).</summary>
    [Range(0.0, Preference.MaxWeight)] public double RiskAversion { get; init; } = 0.2;

    /// <summary>What is maximised. Default the expected number of label changes.</summary>
    public CollectionObjective Objective { get; init; } = CollectionObjective.LabelChange;

    /// <summary>The most observations to plan. Default 1,000.</summary>
    [Range(1, 10_000_000)] public int MaxObservations { get; init; } = 1000;

    /// <summary>The most US dollars to plan, or null (the default) for no such limit; with a limit value counts per dollar.</summary>
    [Range(0.0, 1e9)] public double? MaxCostUsd { get; init; }

    /// <summary>Observations that are added to a pair at a time. Default 1.</summary>
    [Range(1, 1000)] public int Batch { get; init; } = 1;

    /// <summary>The most observations that a pair may have in the end. Default 25 (DARS: 5 × 5).</summary>
    [Range(1, 10_000)] public int MaxPerPair { get; init; } = 25;

    /// <summary>
    /// How many observations the variance of a model counts for in the variance of each of its pairs, so that two equal scores do not prove
    /// that a pair never varies. Default 2.
    /// </summary>
    [Range(0.01, 1000.0)] public double PriorObservations { get; init; } = 2;
}
