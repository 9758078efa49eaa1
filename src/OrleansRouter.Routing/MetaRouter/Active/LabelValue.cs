using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>
/// Expected value of one more gold label at query i: the mean over queries j and boundaries b of σ̃·ψ(|m̂(j) − b|/σ̃), with
/// σ̃ = |Cov(m(i), m(j))|/√(Var m(i) + τ²) by how much the label is expected to move m̂(j). It is large where a label would change decisions:
/// where m̂ is uncertain, near a boundary, and typical of other queries that are.
/// </summary>
[Paper("Frazier, Powell, Dayanik 2009", "knowledge gradient for correlated beliefs")]
internal static class LabelValue
{
    /// <summary>Chooses labels one after the other, each worth most after those before it, so that no two tell the same.</summary>
    /// <param name="gains">m̂ of every query.</param>
    /// <param name="boundaries">Gains at which the decision changes.</param>
    /// <param name="belief">How uncertain the gains are; takes in the labels that are chosen.</param>
    /// <param name="labelVariance">τ², &gt; 0.</param>
    /// <param name="targets">The queries whose decisions count.</param>
    /// <param name="count">How many to choose, at most as many as there are queries.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <returns>The chosen queries and what each is worth, in units of <paramref name="gains"/> per decision.</returns>
    public static (int Query, double Value)[] Choose(
        double[] gains, double[] boundaries, GainBelief belief, double labelVariance, int[] targets, int count, FitContext context)
    {
        var chosen = new (int Query, double Value)[count];
        var values = new double[gains.Length];
        var open = new HashSet<int>(Enumerable.Range(0, gains.Length));
        for (int k = 0; k < count; k++)
        {
            Parallel.For(0, values.Length, context.ParallelOptions, i => values[i] = open.Contains(i) ? Of(i, gains, boundaries, belief, labelVariance, targets) : -1);
            int best = Enumerable.Range(0, values.Length).MaxBy(i => values[i]);
            chosen[k] = (best, values[best]);
            open.Remove(best);
            belief.Observe(best, labelVariance);
        }

        return chosen;
    }

    private static double Of(int query, double[] gains, double[] boundaries, GainBelief belief, double labelVariance, int[] targets)
    {
        double scale = 1 / Math.Sqrt(belief.Covariance(query, query) + labelVariance), sum = 0;
        foreach (int target in targets)
        {
            double move = Math.Abs(belief.Covariance(query, target)) * scale;
            foreach (double boundary in boundaries)
            {
                sum += OpportunityLoss.Of(gains[target] - boundary, move);
            }
        }

        return sum / (targets.Length * boundaries.Length);
    }
}
