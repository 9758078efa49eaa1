using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = −log softmax(z)_c for the class c of the row.</summary>
internal sealed class CrossEntropy(Node logits, IndexInput classes) : RowLoss(logits)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        LogSoftmax.Compute(prediction, slope);
        int c = classes.At(row, slope.Length);
        double loss = -slope[c];
        for (int j = 0; j < slope.Length; j++)
        {
            slope[j] = MathF.Exp(slope[j]);
        }

        slope[c] -= 1;
        return loss;
    }
}

/// <summary>ℓ = −Σⱼ tⱼ log softmax(z)ⱼ for a distribution t per row.</summary>
internal sealed class SoftCrossEntropy(Node logits, Node target) : RowLoss(logits)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        LogSoftmax.Compute(prediction, slope);
        ReadOnlySpan<float> t = target.Row(row);
        double loss = 0, mass = 0;
        for (int j = 0; j < t.Length; j++)
        {
            loss -= t[j] == 0 ? 0 : (double)t[j] * slope[j];
            mass += t[j];
        }

        for (int j = 0; j < t.Length; j++)
        {
            slope[j] = (float)((mass * Math.Exp(slope[j])) - t[j]);
        }

        return loss;
    }
}
