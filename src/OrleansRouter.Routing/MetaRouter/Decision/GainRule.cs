using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>D(q|w) = m(q) − w·(C_p(q) − C_a(q)): the primary model is taken iff its expected gain in quality is worth its extra cost.</summary>
[Paper("Meta-Router", "eq. 4")]
public static class GainRule
{
    /// <summary>D(q|w) in units of gold.</summary>
    /// <param name="gain">m̂(q), in units of gold.</param>
    /// <param name="primaryCost">C_p(q).</param>
    /// <param name="alternativeCost">C_a(q), in the same unit.</param>
    /// <param name="costWeight">w ≥ 0: value of one unit of cost in units of gold.</param>
    public static double Advantage(double gain, double primaryCost, double alternativeCost, double costWeight) =>
        gain - (costWeight * (primaryCost - alternativeCost));

    /// <summary>Whether the primary model is taken; not on a tie.</summary>
    /// <inheritdoc cref="Advantage"/>
    public static bool TakesPrimary(double gain, double primaryCost, double alternativeCost, double costWeight) =>
        Advantage(gain, primaryCost, alternativeCost, costWeight) > 0;
}
