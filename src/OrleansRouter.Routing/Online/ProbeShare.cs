namespace OrleansRouter.Routing.Online;

/// <summary>
/// A guaranteed share for models of which little is known: p(k) = (1 − s·m)·π(k) + s·[k is probed], with m probed models; the share s of
/// each is made smaller where it would take more than half of all requests.
/// </summary>
internal static class ProbeShare
{
    private const double LargestTotal = 0.5;

    /// <summary>Mixes in place.</summary>
    /// <param name="probabilities">π, length K, sums to 1.</param>
    /// <param name="probed">Length K; only eligible models.</param>
    /// <param name="share">s, in [0, 1].</param>
    public static void Mix(Span<double> probabilities, ReadOnlySpan<bool> probed, double share)
    {
        int count = probed.Count(true);
        double each = count * share > LargestTotal ? LargestTotal / count : share;
        for (int k = 0; k < probabilities.Length; k++)
        {
            probabilities[k] = ((1 - (count * each)) * probabilities[k]) + (probed[k] ? each : 0);
        }
    }
}
