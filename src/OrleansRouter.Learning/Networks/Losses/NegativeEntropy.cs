using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = −H(π) = Σⱼ πⱼ log πⱼ with π = softmax(z): the term that keeps a policy exploring.</summary>
internal sealed class NegativeEntropy(Node logits) : RowLoss(logits)
{
    // ∂ℓ/∂zⱼ = πⱼ(log πⱼ − ℓ)
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        LogSoftmax.Compute(prediction, slope);
        double loss = 0;
        foreach (float log in slope)
        {
            loss += XLogX(log);
        }

        for (int j = 0; j < slope.Length; j++)
        {
            slope[j] = (float)(XLogX(slope[j]) - (Math.Exp(slope[j]) * loss));
        }

        return loss;
    }

    private static double XLogX(float log) => float.IsNegativeInfinity(log) ? 0 : Math.Exp(log) * log;
}
