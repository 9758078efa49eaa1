using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>What BaRP and its competitors earn on held-out queries and tasks, averaged over splits.</summary>
public sealed record BarpReport
{
    /// <summary>Always barp.</summary>
    public string Method { get; } = "barp";

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>The tasks that were trained on, and those that were not.</summary>
    public required BarpTasks Tasks { get; init; }

    /// <summary>Number of splits.</summary>
    public required int Seeds { get; init; }

    /// <summary>τ in US dollars per call.</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>w_c of the single numbers; curves have their own.</summary>
    public required double CostWeight { get; init; }

    /// <summary>Per policy what it earned.</summary>
    public required IReadOnlyDictionary<string, BarpPolicyReport> Policies { get; init; }

    /// <summary>How long the comparison took.</summary>
    public double ElapsedSeconds { get; init; }
}

/// <summary>The tasks of a comparison.</summary>
/// <param name="In">Trained on, in other queries than tested.</param>
/// <param name="Out">Never trained on.</param>
public sealed record BarpTasks(IReadOnlyList<string> In, IReadOnlyList<string> Out);

/// <summary>What one policy earned.</summary>
public sealed record BarpPolicyReport
{
    /// <summary>Mean score per task, and over the queries of all in-tasks ("in") and out-tasks ("out").</summary>
    public required IReadOnlyDictionary<string, double> Score { get; init; }

    /// <summary>Mean cost in US dollars per call over the in-tasks.</summary>
    public required double CostUsd { get; init; }

    /// <summary>Mean reward over the in-tasks.</summary>
    public required double Reward { get; init; }

    /// <summary>The in-tasks at every w_c.</summary>
    public required IReadOnlyList<BarpCurvePoint> Curve { get; init; }

    /// <summary>The out-tasks at every w_c; empty where there are none.</summary>
    public required IReadOnlyList<BarpCurvePoint> OutCurve { get; init; }
}

/// <summary>One policy at one preference; means over splits.</summary>
public sealed record BarpCurvePoint
{
    /// <summary>w_c; w_q = 1 − w_c.</summary>
    public required double CostWeight { get; init; }

    /// <summary>Mean q.</summary>
    public required double Score { get; init; }

    /// <summary>Mean c in US dollars per call.</summary>
    public required double CostUsd { get; init; }

    /// <summary>w_q·q − w_c·min(c/τ, 1).</summary>
    public required double Reward { get; init; }

    /// <summary>95 % interval of the reward over splits (Student's t); null with one split.</summary>
    public required Interval? Reward95 { get; init; }

    /// <summary>By how much BaRP earns more than this policy.</summary>
    public required double Lead { get; init; }

    /// <summary>95 % interval of the lead over splits, both policies tested on the same queries; null with one split.</summary>
    public required Interval? Lead95 { get; init; }
}
