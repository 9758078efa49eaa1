using OrleansRouter.Learning;

namespace OrleansRouter.Routing;

/// <summary>
/// What a customer wants: the utility of model k on query x is
/// U(x,k) = QualityWeight·q̂ − CostWeight·c̃ − RiskAversion·σ̂ (DARS, utility; BaRP with weights on the simplex and σ̂ = 0),
/// with c̃ = min(cost / cost cap, 1).
/// </summary>
public sealed record Preference
{
    /// <summary>The largest weight that is accepted.</summary>
    public const double MaxWeight = 1000;

    /// <summary>w_q: value of one unit of quality, in [0, 1000]. Default 1.</summary>
    public double QualityWeight { get; init; } = 1;

    /// <summary>λ or w_c: value of one unit of normalised cost, in [0, 1000]. Default 0.05 (DARS).</summary>
    public double CostWeight { get; init; } = 0.05;

    /// <summary>β: value of one standard deviation of quality, in [0, 1000]. Default 0.2 (DARS).</summary>
    public double RiskAversion { get; init; } = 0.2;

    /// <summary>The paper's defaults: λ = 0.05, β = 0.2 (DARS).</summary>
    public static Preference Default { get; } = new();

    /// <summary>U = QualityWeight·quality − CostWeight·normalisedCost − RiskAversion·risk.</summary>
    [Paper("DARS", "section 4.2, risk-aware utility")]
    public double Utility(double quality, double normalisedCost, double risk) =>
        (QualityWeight * quality) - (CostWeight * normalisedCost) - (RiskAversion * risk);

    /// <summary>Returns this preference when every weight is in range.</summary>
    /// <param name="owner">Whose preference it is, for the message, such as "Tenant 'acme'".</param>
    /// <exception cref="ArgumentException">A weight is not finite, is out of range, or quality and cost weight are both 0.</exception>
    public Preference Validated(string owner)
    {
        Check(owner, "quality_weight", QualityWeight);
        Check(owner, "cost_weight", CostWeight);
        Check(owner, "risk_aversion", RiskAversion);
        return QualityWeight > 0 || CostWeight > 0
            ? this
            : throw new ArgumentException($"{owner}: quality_weight and cost_weight are both 0. At least one must be positive.");
    }

    private static void Check(string owner, string name, double value)
    {
        if (!(value is >= 0 and <= MaxWeight))
        {
            throw new ArgumentException($"{owner}: {name} is {value:R}; expected a number in [0, {MaxWeight}].");
        }
    }
}
