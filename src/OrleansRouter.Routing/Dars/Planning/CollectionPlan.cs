namespace OrleansRouter.Routing.Dars.Planning;

/// <summary>Which query–model pairs should be observed again.</summary>
public sealed record CollectionPlan
{
    /// <summary>What to collect, the most valuable first.</summary>
    public required IReadOnlyList<PlannedPair> Pairs { get; init; }

    /// <summary>Observations in all.</summary>
    public required int Observations { get; init; }

    /// <summary>Their expected cost in US dollars; null when there are no costs.</summary>
    public required double? CostUsd { get; init; }

    /// <summary>Sum over the pairs of the probability that the label of the query changes, were the pair alone observed as planned.</summary>
    public required double ExpectedLabelChanges { get; init; }
}

/// <summary>One pair of a plan.</summary>
public sealed record PlannedPair
{
    /// <summary>Id of the query.</summary>
    public required string Query { get; init; }

    /// <summary>Id of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Observations that there are.</summary>
    public required int Observed { get; init; }

    /// <summary>Observations to add.</summary>
    public required int Add { get; init; }

    /// <summary>Probability that they change the label of the query.</summary>
    public required double LabelChange { get; init; }

    /// <summary>Expected rise of the utility of the label.</summary>
    public required double UtilityGain { get; init; }

    /// <summary>Their expected cost in US dollars; null when there are no costs.</summary>
    public required double? CostUsd { get; init; }
}
