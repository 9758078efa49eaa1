using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>f_Q(s)/f_Q'(s), how much likelier a query is among gold than among preferences: p̂/(1 − p̂)·m/n, by Bayes' rule from the propensity.</summary>
[Paper("Meta-Router", "lemma 1")]
internal static class DensityRatio
{
    /// <summary>The ratio; infinite where p̂ = 1.</summary>
    /// <param name="propensity">p̂ in [0, 1].</param>
    /// <param name="gold">n.</param>
    /// <param name="preferences">m.</param>
    public static double Of(double propensity, int gold, int preferences) => propensity / (1 - propensity) * preferences / gold;
}
