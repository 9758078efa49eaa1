using System.Text.Json;
using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>What policies earn on held-out queries, averaged over splits.</summary>
public sealed record EvaluationReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The evaluated families, joined by '+' when there are several.</summary>
    public required string Method { get; init; }

    /// <summary>Number of random splits.</summary>
    public required int Seeds { get; init; }

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Queries that no model has both a score and a cost for; they are never tested on.</summary>
    public required int QueriesWithoutOutcome { get; init; }

    /// <summary>Number of models.</summary>
    public required int Models { get; init; }

    /// <summary>Share of the queries that are trained on.</summary>
    public required double TrainShare { get; init; }

    /// <summary>τ in US dollars.</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>Per policy one point per cost weight, ascending: the families, best-fixed, cheapest, random, oracle.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<PolicyPoint>> Policies { get; init; }

    /// <summary>Per policy what its points amount to together.</summary>
    public required IReadOnlyDictionary<string, CurveMetrics> Curves { get; init; }

    /// <summary>The report as JSON with camel-case names.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}

/// <summary>One policy at one cost weight.</summary>
public sealed record PolicyPoint
{
    /// <summary>λ; the quality weight is 1 and the risk aversion 0.</summary>
    public required double CostWeight { get; init; }

    /// <summary>Mean score of the chosen models.</summary>
    public required double Score { get; init; }

    /// <summary>Mean cost in US dollars per call.</summary>
    public required double CostUsd { get; init; }

    /// <summary>Mean of min(cost/τ, 1).</summary>
    public required double NormalisedCost { get; init; }

    /// <summary>Score − λ·normalised cost.</summary>
    public required double Utility { get; init; }

    /// <summary>Standard deviation of the utility between splits over the root of their number; 0 with one split. Splits share queries: <see cref="Utility95"/> says more.</summary>
    public required double UtilityStandardError { get; init; }

    /// <summary>Bootstrap 95 % interval of the utility, over queries; null where some sample holds no tested query.</summary>
    public required Interval? Utility95 { get; init; }

    /// <summary>How much less than the oracle's the utility is.</summary>
    public required double Regret { get; init; }

    /// <summary>Bootstrap 95 % interval of the regret, over queries; null likewise.</summary>
    public required Interval? Regret95 { get; init; }
}

/// <summary>One policy over all cost weights.</summary>
public sealed record CurveMetrics
{
    /// <summary>RouterBench's AIQ from the cheapest model's mean cost to best-fixed's at the smallest cost weight.</summary>
    public required Estimate AverageImprovementInQuality { get; init; }

    /// <summary>Area under the deferral curve over the same costs.</summary>
    public required Estimate DeferralArea { get; init; }

    /// <summary>Share of best-fixed's cost at the smallest cost weight that is saved at 95, 98 and 100 % of its score.</summary>
    public required IReadOnlyList<SavedCost> CostSaved { get; init; }
}

/// <summary>An estimate with its bootstrap 95 % interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Interval95">Percentile interval over queries; null where some sample holds no tested query.</param>
public sealed record Estimate(double Value, Interval? Interval95);

/// <summary>Cost saved at a share of the best fixed model's score.</summary>
/// <param name="ScoreShare">The share, such as 0.95.</param>
/// <param name="Saved">Share of the best fixed model's cost that is saved; negative when it costs more; null where the score is not reached.</param>
/// <param name="Interval95">Bootstrap 95 % interval; null where some sample does not reach the score.</param>
public sealed record SavedCost(double ScoreShare, double? Saved, Interval? Interval95);
