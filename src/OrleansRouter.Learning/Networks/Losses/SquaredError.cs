namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = (1/K)·Σⱼ (pⱼ − tⱼ)².</summary>
internal sealed class SquaredError(Node prediction, Node target) : RowLoss(prediction)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        ReadOnlySpan<float> t = target.Row(row);
        float twice = 2f / t.Length;
        double sum = 0;
        for (int j = 0; j < t.Length; j++)
        {
            float difference = prediction[j] - t[j];
            sum += (double)difference * difference;
            slope[j] = twice * difference;
        }

        return sum / t.Length;
    }
}
