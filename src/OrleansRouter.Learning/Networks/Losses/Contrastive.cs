namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = Σ over positives p of −log(e^sₚ / (e^sₚ + Σ over negatives n of e^sₙ)). A mark above 0 is a positive, below 0 a negative.</summary>
/// <remarks>Both halves of RouterDC have this form: sample against models, and sample against samples of other clusters.</remarks>
[Paper("RouterDC", "dual contrastive loss")]
internal sealed class Contrastive(Node scores, Node marks) : RowLoss(scores)
{
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        ReadOnlySpan<float> mark = marks.Row(row);
        double max = double.NegativeInfinity, negatives = 0, loss = 0, pressure = 0;
        for (int j = 0; j < mark.Length; j++)
        {
            max = mark[j] != 0 ? Math.Max(max, prediction[j]) : max;
        }

        for (int j = 0; j < mark.Length; j++)
        {
            negatives += mark[j] < 0 ? Math.Exp(prediction[j] - max) : 0;
        }

        slope.Clear();
        for (int j = 0; j < mark.Length; j++)
        {
            if (mark[j] > 0)
            {
                double own = Math.Exp(prediction[j] - max), total = own + negatives;
                loss += Math.Log(total) - (prediction[j] - max);
                slope[j] = (float)((own / total) - 1);
                pressure += 1 / total;
            }
        }

        for (int j = 0; j < mark.Length; j++)
        {
            slope[j] += mark[j] < 0 ? (float)(Math.Exp(prediction[j] - max) * pressure) : 0;
        }

        return loss;
    }
}
