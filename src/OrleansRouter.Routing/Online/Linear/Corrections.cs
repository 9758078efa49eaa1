using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>
/// What is believed of each arm's correction: A = p·I + (κ / max(κ, n))·A_shared + A_own, and likewise for the first moments. With little
/// data of its own a tenant follows all tenants, whose n outcomes count as κ at most, and through them the trained policy, whose opinion
/// (a correction of 0) counts as p; as its own evidence grows past κ and p it departs from both.
/// </summary>
internal static class Corrections
{
    // Keeps the factorisation defined; the belief p is part of the evidence.
    private const double Ridge = 1e-9;

    /// <summary>The belief as a bandit, ready to be asked.</summary>
    /// <param name="rule">The rule that explores.</param>
    /// <param name="own">The tenant's evidence.</param>
    /// <param name="shared">All tenants' evidence of the same arms; null: none.</param>
    /// <param name="sharedWeight">κ ≥ 0.</param>
    /// <param name="precision">p of each arm, positive.</param>
    [Paper("Lindley and Smith 1972", "exchangeable regressions")]
    public static LinearBandit Believe(
        IBanditPolicy rule, BanditStatistics own, BanditStatistics? shared, double sharedWeight, Func<int, double> precision)
    {
        ArmStatistics Arm(int k)
        {
            ArmStatistics arm = own[k].WithPrecision(precision(k));
            return shared is null || !(shared[k].Weight > 0) ? arm : arm.Merge(shared[k].Discount(Share(sharedWeight, shared[k].Weight)));
        }

        var total = BanditStatistics.Of(own.Arms, Enumerable.Range(0, own.Arms.Count).Select(Arm));
        return new LinearBandit(rule, total, Ridge);
    }

    /// <summary>κ / max(κ, n).</summary>
    private static double Share(double sharedWeight, double outcomes) => sharedWeight / Math.Max(sharedWeight, outcomes);
}
