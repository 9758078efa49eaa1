using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>
/// Two ridge regressions that borrow from each other as far as the labels support it: μ₁(s) = a₁ + w₁ᵀs and μ₀(s) = a₀ + w₀ᵀs with correlated
/// coefficients, averaged over hypotheses of how much either is explained and how closely they agree. Each hypothesis weighs as much as it
/// predicts the labels, one after the other, from those before (the marginal likelihood, a cross-validation over all splits: Fong, Holmes 2020).
/// </summary>
/// <remarks>
/// With few treated rows the effect shrinks to a constant, with many it is free. Two hyperparameters per source, not one per feature,
/// so that 50 treated rows can tell hypotheses apart.
/// </remarks>
[Paper("Bonilla, Chai, Williams 2008", "multi-task prior")]
public static class JointRidge
{
    /// <summary>Fits both regressions. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="data">The rows, with finite features.</param>
    /// <param name="options">The hypotheses.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The data cannot teach an effect, or an option is out of range.</exception>
    public static JointRidgeModel Fit(CausalData data, JointRidgeOptions options, FitContext context)
    {
        data.Validated();
        options.Validated();
        var problem = new JointProblem(Statistics(data, treated: true, context), Statistics(data, treated: false, context));
        JointHypothesis[] hypotheses =
        [
            .. from treated in options.TreatedShares
               from control in options.ControlShares
               from correlation in options.Correlations
               select new JointHypothesis(treated, control, correlation),
        ];
        var posteriors = new JointPosterior[hypotheses.Length];
        ParallelLoop.For(hypotheses.Length, context, h => posteriors[h] = problem.Solve(hypotheses[h]));
        double[] weights = Normalised([.. posteriors.Select(p => p.LogEvidence)]);
        return new JointRidgeModel(
            problem.ToModel(Mean(posteriors.Select(p => p.Treated), weights), treated: true),
            problem.ToModel(Mean(posteriors.Select(p => p.Control), weights), treated: false),
            [.. hypotheses.Zip(weights)]);
    }

    private static GramStatistics Statistics(CausalData data, bool treated, FitContext context)
    {
        CausalData rows = data.Select(data.RowsWhere(treated));
        return GramStatistics.Compute(rows.Features, new Matrix<double>(rows.Count, 1, rows.Outcomes), rows.Weights, context);
    }

    private static double[] Normalised(double[] logWeights)
    {
        double largest = logWeights.Max();
        double[] weights = [.. logWeights.Select(x => Math.Exp(x - largest))];
        double total = weights.Sum();
        return [.. weights.Select(w => w / total)];
    }

    private static double[] Mean(IEnumerable<double[]> vectors, double[] weights)
    {
        double[]? mean = null;
        foreach ((double[] vector, double weight) in vectors.Zip(weights))
        {
            mean ??= new double[vector.Length];
            for (int j = 0; j < mean.Length; j++)
            {
                mean[j] += weight * vector[j];
            }
        }

        return mean!;
    }
}

/// <summary>Two jointly fitted regressions.</summary>
/// <param name="Treated">μ̂₁.</param>
/// <param name="Control">μ̂₀.</param>
/// <param name="Hypotheses">Every hypothesis with its weight; the weights sum to 1.</param>
public sealed record JointRidgeModel(LinearModel Treated, LinearModel Control, IReadOnlyList<(JointHypothesis Hypothesis, double Weight)> Hypotheses)
{
    /// <summary>Expected ρ: how closely the two regressions agree.</summary>
    public double Correlation => Hypotheses.Sum(h => h.Weight * h.Hypothesis.Correlation);

    /// <summary>Δ̂ = μ̂₁ − μ̂₀.</summary>
    public LinearModel Effect => new(
        [.. Treated.Coefficients.Zip(Control.Coefficients, (treated, control) => treated - control)], Treated.Intercept - Control.Intercept);
}
