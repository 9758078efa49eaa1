using OrleansRouter.Learning.Networks.Kernels;

namespace OrleansRouter.Learning.Networks.Losses;

/// <summary>
/// ℓ = Σₐ πₐ·(maxₖ Uₖ − Uₐ) with π = softmax(z): the expected regret of a policy. An arm whose utility is NaN takes no part: π is the
/// softmax over the others. Several policies may lie side by side in a row; ℓ is then the mean over them.
/// </summary>
[Paper("DARS", "RM-Softmax, expected regret")]
internal sealed class ExpectedRegret(Node logits, Node utilities, int policies) : RowLoss(logits)
{
    private readonly int _arms = logits.Columns / policies;

    protected override double Evaluate(int row, ReadOnlySpan<float> prediction, Span<float> slope)
    {
        ReadOnlySpan<float> u = utilities.Row(row);
        double sum = 0;
        for (int start = 0; start < u.Length; start += _arms)
        {
            sum += Policy(prediction.Slice(start, _arms), u.Slice(start, _arms), slope.Slice(start, _arms)) / policies;
        }

        return sum;
    }

    // ∂ℓ/∂zₐ = πₐ(regretₐ − ℓ)
    private double Policy(ReadOnlySpan<float> z, ReadOnlySpan<float> u, Span<float> slope)
    {
        double best = double.NegativeInfinity, loss = 0;
        for (int a = 0; a < u.Length; a++)
        {
            slope[a] = float.IsNaN(u[a]) ? float.NegativeInfinity : z[a];
            best = float.IsNaN(u[a]) ? best : Math.Max(best, u[a]);
        }

        if (double.IsNegativeInfinity(best))
        {
            slope.Clear();
            return 0;
        }

        LogSoftmax.Compute(slope, slope);
        for (int a = 0; a < u.Length; a++)
        {
            loss += float.IsNaN(u[a]) ? 0 : Math.Exp(slope[a]) * (best - u[a]);
        }

        for (int a = 0; a < u.Length; a++)
        {
            slope[a] = float.IsNaN(u[a]) ? 0 : (float)(Math.Exp(slope[a]) * (best - u[a] - loss) / policies);
        }

        return loss;
    }
}
