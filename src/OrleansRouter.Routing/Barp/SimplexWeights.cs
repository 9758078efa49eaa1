using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;

namespace OrleansRouter.Routing.Barp;

/// <summary>A preference vector w = (w_q, w_c) on the 1-simplex: w_q = 1 − w_c weighs quality, w_c ∈ [0, 1] weighs cost.</summary>
public readonly record struct SimplexWeights
{
    // Below this share of quality the ratio w_c/w_q says nothing more than "cost alone".
    private const double SmallestQuality = 1e-3;

    private SimplexWeights(double cost) => Cost = cost;

    /// <summary>w_q.</summary>
    public double Quality => 1 - Cost;

    /// <summary>w_c.</summary>
    public double Cost { get; }

    /// <summary>λ = w_c/w_q, the price of a unit of cost in units of quality; at most 1,000.</summary>
    public double Ratio => Cost / Math.Max(Quality, SmallestQuality);

    /// <summary>The weights with the given w_c.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="cost"/> does not lie in [0, 1].</exception>
    public static SimplexWeights OfCost(double cost) => cost is >= 0 and <= 1
        ? new SimplexWeights(cost)
        : throw new ArgumentOutOfRangeException(nameof(cost), cost, "Must lie in [0, 1].");

    /// <summary>A tenant's weights of quality and cost, scaled to sum to 1. Aversion to risk has no place on this simplex.</summary>
    public static SimplexWeights Of(Preference preference) =>
        new(preference.CostWeight / (preference.QualityWeight + preference.CostWeight));

    /// <summary>Uniform on the simplex.</summary>
    [Paper("BaRP", "section 2.4, training preferences")]
    public static SimplexWeights Draw(ref RowRandom random) => new(random.NextDouble());

    /// <summary>r = w_q·q − w_c·c̃.</summary>
    /// <param name="quality">q.</param>
    /// <param name="normalisedCost">c̃ = min(c/τ, 1).</param>
    [Paper("BaRP", "eq. 1")]
    public double Reward(double quality, double normalisedCost) => (Quality * quality) - (Cost * normalisedCost);

    /// <summary>The same weights as a tenant would state them, without aversion to risk.</summary>
    public Preference ToPreference() => new() { QualityWeight = Quality, CostWeight = Cost, RiskAversion = 0 };
}
