using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Bandits;

/// <summary>What every bandit rule shares: finding rules by name, drawing an arm, and the checks of their inputs.</summary>
public static class BanditPolicies
{
    /// <summary>The rules of this assembly.</summary>
    public static Registry<IBanditPolicy> All { get; } = Registry<IBanditPolicy>.Scan(typeof(IBanditPolicy).Assembly);

    /// <summary>Takes an arm by the rule's own probabilities.</summary>
    /// <param name="policy">The rule.</param>
    /// <param name="estimates">Length K.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="rng">One uniform number is drawn.</param>
    public static BanditChoice Select(
        this IBanditPolicy policy, ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, Rng rng)
    {
        Span<double> probabilities = estimates.Length <= 64 ? stackalloc double[estimates.Length] : new double[estimates.Length];
        policy.Probabilities(estimates, eligible, probabilities);
        double left = rng.NextDouble();
        int taken = -1;
        for (int k = 0; k < probabilities.Length && (taken < 0 || left >= 0); k++)
        {
            if (probabilities[k] > 0)
            {
                taken = k;
                left -= probabilities[k];
            }
        }

        return new BanditChoice(taken, probabilities[taken]);
    }

    /// <summary>The first eligible arm with the largest score.</summary>
    internal static int Best(this IBanditPolicy policy, ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible)
    {
        int best = -1;
        for (int k = 0; k < estimates.Length; k++)
        {
            if (eligible[k] && (best < 0 || policy.Score(estimates[k]) > policy.Score(estimates[best])))
            {
                best = k;
            }
        }

        return best;
    }

    /// <summary>Checks the arguments of <see cref="IBanditPolicy.Probabilities"/>.</summary>
    /// <exception cref="ArgumentException">Lengths differ, no arm is eligible, or an eligible estimate is not finite.</exception>
    internal static void Check(ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, ReadOnlySpan<double> probabilities)
    {
        if (estimates.Length != eligible.Length || estimates.Length != probabilities.Length)
        {
            throw new ArgumentException(
                $"{estimates.Length} estimates, {eligible.Length} eligibility flags and {probabilities.Length} probabilities; the numbers must be equal.");
        }

        if (!eligible.Contains(true))
        {
            throw new ArgumentException($"None of the {eligible.Length} arms is eligible; at least 1 must be.", nameof(eligible));
        }

        for (int k = 0; k < estimates.Length; k++)
        {
            if (eligible[k] && !(double.IsFinite(estimates[k].Mean) && estimates[k].Width is >= 0 and < double.PositiveInfinity))
            {
                throw new ArgumentException($"Arm {k} has {estimates[k]}; expected a finite mean and a finite width of at least 0.", nameof(estimates));
            }
        }
    }
}
