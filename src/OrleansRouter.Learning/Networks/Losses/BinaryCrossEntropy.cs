namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = (1/K)·Σⱼ [log(1 + e^zⱼ) − tⱼzⱼ], the cross-entropy of σ(z) against t in [0, 1]; it never overflows.</summary>
internal sealed class BinaryCrossEntropy(Node logits, Node target) : RowLoss(logits)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        ReadOnlySpan<float> t = target.Row(row);
        double sum = 0;
        for (int j = 0; j < t.Length; j++)
        {
            double z = prediction[j], decay = Math.Exp(-Math.Abs(z));
            sum += Math.Max(z, 0) - (t[j] * z) + Math.Log(1 + decay);
            slope[j] = (float)(((z >= 0 ? 1 : decay) / (1 + decay)) - t[j]) / t.Length;
        }

        return sum / t.Length;
    }
}
