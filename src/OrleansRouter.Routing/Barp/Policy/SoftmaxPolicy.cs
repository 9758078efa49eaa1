using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>π = softmax(logits) over the eligible models.</summary>
[Paper("BaRP", "eq. 2")]
internal static class SoftmaxPolicy
{
    /// <summary>Replaces logits by π; it sums to 1 and is 0 where not eligible.</summary>
    /// <param name="logits">Length K, finite.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    public static void Normalise(Span<double> logits, ReadOnlySpan<bool> eligible)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            max = eligible[k] ? Math.Max(max, logits[k]) : max;
        }

        for (int k = 0; k < logits.Length; k++)
        {
            logits[k] = eligible[k] ? Math.Exp(logits[k] - max) : 0;
            sum += logits[k];
        }

        for (int k = 0; k < logits.Length; k++)
        {
            logits[k] /= sum;
        }
    }

    /// <summary>The model in whose share of [0, 1) the draw falls; rounding at the upper end goes to the last with a share.</summary>
    public static int Pick(ReadOnlySpan<double> probabilities, double draw)
    {
        int taken = -1;
        for (int k = 0; k < probabilities.Length && (taken < 0 || draw >= 0); k++)
        {
            if (probabilities[k] > 0)
            {
                taken = k;
                draw -= probabilities[k];
            }
        }

        return taken;
    }
}
