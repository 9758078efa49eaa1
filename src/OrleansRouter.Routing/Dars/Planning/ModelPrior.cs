using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars.Planning;

/// <summary>What is known of a model before looking at one query: the spread of its utilities between queries and of observations within one.</summary>
/// <param name="Mean">μ, mean utility over queries.</param>
/// <param name="Variance">τ², variance of the utility between queries, sampling noise taken off; at least a thousandth of it with.</param>
/// <param name="QualityVariance">Variance of quality within a query, pooled over queries.</param>
internal readonly record struct ModelPrior(double Mean, double Variance, double QualityVariance)
{
    private const double Smallest = 1e-12;
    private const double SmallestShare = 1e-3;

    /// <summary>The prior of a model from its pairs.</summary>
    public static ModelPrior Of(IReadOnlyCollection<Capability> pairs, Preference preference)
    {
        var between = default(Moments);
        double squares = 0, degrees = 0, sampling = 0;
        foreach (Capability pair in pairs)
        {
            between = between.Add(PairUtility.Of(pair, preference));
            squares += pair.Observations > 1 ? pair.Risk * pair.Risk * (pair.Observations - 1) : 0;
            degrees += pair.Observations - 1;
            sampling += 1.0 / pair.Observations / pairs.Count;
        }

        double within = degrees > 0 ? squares / degrees : 0;
        double spread = Math.Max(between.Variance - (within * sampling), SmallestShare * between.Variance);
        return new ModelPrior(between.Mean, Math.Max(spread, Smallest), Math.Max(within, Smallest));
    }
}

/// <summary>The utility of one query and model as observed.</summary>
internal static class PairUtility
{
    /// <summary>q̄ − λc̄ − βσ; a risk that the observations do not show counts 0.</summary>
    public static double Of(Capability pair, Preference preference) =>
        preference.Utility(pair.MeanQuality, pair.MeanCost, double.IsNaN(pair.Risk) ? 0 : pair.Risk);
}
