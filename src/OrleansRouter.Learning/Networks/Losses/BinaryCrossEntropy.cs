namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓⱼ = log(1 + e^zⱼ) − tⱼzⱼ, the cross-entropy of σ(zⱼ) against tⱼ in [0, 1]; it never overflows.</summary>
internal sealed class BinaryCrossEntropy(Node logits, Node target, Node? weights) : ColumnLoss(logits, target, weights)
{
    protected override double Column(float prediction, float target, out float slope)
    {
        double z = prediction, decay = Math.Exp(-Math.Abs(z));
        slope = (float)(((z >= 0 ? 1 : decay) / (1 + decay)) - target);
        return Math.Max(z, 0) - (target * z) + Math.Log(1 + decay);
    }
}
