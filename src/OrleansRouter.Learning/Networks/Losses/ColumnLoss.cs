namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = (1/K)·Σⱼ wⱼ·ℓⱼ over the K columns of a row; a column of weight 0 has no say, so that its target may be anything finite.</summary>
/// <param name="prediction">K columns.</param>
/// <param name="target">As wide.</param>
/// <param name="weights">As wide, or null for all ones.</param>
internal abstract class ColumnLoss(Node prediction, Node target, Node? weights) : RowLoss(prediction)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        ReadOnlySpan<float> t = target.Row(row), w = weights is null ? default : weights.Row(row);
        double sum = 0;
        for (int j = 0; j < t.Length; j++)
        {
            float weight = w.IsEmpty ? 1 : w[j];
            sum += weight * Column(prediction[j], t[j], out float columnSlope);
            slope[j] = weight * columnSlope / t.Length;
        }

        return sum / t.Length;
    }

    /// <summary>ℓⱼ of one prediction and target, and its derivative by the prediction.</summary>
    protected abstract double Column(float prediction, float target, out float slope);
}
