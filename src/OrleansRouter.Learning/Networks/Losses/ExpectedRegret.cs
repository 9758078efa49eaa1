using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>ℓ = Σₐ πₐ·(maxₖ Uₖ − Uₐ) with π = softmax(z): the expected regret of a policy when every arm's utility is known.</summary>
[Paper("DARS", "RM-Softmax, expected regret")]
internal sealed class ExpectedRegret(Node logits, Node utilities) : RowLoss(logits)
{
    // ∂ℓ/∂zₐ = πₐ(regretₐ − ℓ)
    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        LogSoftmax.Compute(prediction, slope);
        ReadOnlySpan<float> u = utilities.Row(row);
        double best = double.NegativeInfinity, loss = 0;
        foreach (float utility in u)
        {
            best = Math.Max(best, utility);
        }

        for (int a = 0; a < u.Length; a++)
        {
            loss += Math.Exp(slope[a]) * (best - u[a]);
        }

        for (int a = 0; a < u.Length; a++)
        {
            slope[a] = (float)(Math.Exp(slope[a]) * (best - u[a] - loss));
        }

        return loss;
    }
}
