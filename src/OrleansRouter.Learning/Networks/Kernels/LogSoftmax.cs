namespace OrleansRouter.Learning.Networks.Kernels;

/// <summary>log softmax(z)ⱼ = zⱼ − log Σ e^zₗ.</summary>
internal static class LogSoftmax
{
    /// <summary>Computes one row; the largest logit is subtracted first and the sum runs in double precision.</summary>
    /// <param name="logits">Length K ≥ 1; −∞ marks what cannot be chosen.</param>
    /// <param name="logProbabilities">Destination, length K; may be <paramref name="logits"/>.</param>
    public static void Compute(ReadOnlySpan<float> logits, Span<float> logProbabilities)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (float z in logits)
        {
            max = Math.Max(max, z);
        }

        foreach (float z in logits)
        {
            sum += Math.Exp(z - max);
        }

        double log = max + Math.Log(sum);
        for (int j = 0; j < logits.Length; j++)
        {
            logProbabilities[j] = (float)(logits[j] - log);
        }
    }
}
