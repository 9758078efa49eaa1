using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>A query that is worth a gold label.</summary>
/// <param name="Row">Its row among the candidates.</param>
/// <param name="Gain">m̂, in units of gold.</param>
/// <param name="StandardError">Of m̂, in units of gold.</param>
/// <param name="Value">What its label is expected to gain per decision, after those of the proposals before it, in units of gold.</param>
public sealed record LabelProposal(int Row, double Gain, double StandardError, double Value);

/// <summary>Active gold labelling: which queries to send to experts next.</summary>
public static class LabelProposals
{
    /// <summary>Decisions that are looked at; more would make values smoother and no different.</summary>
    private const int MaxTargets = 256;

    /// <summary>
    /// Shares of the candidates that go to the primary model at the boundaries in question where no cost weight is given: those whose gains count for the
    /// area of an efficiency curve.
    /// </summary>
    private static readonly double[] UsageRatios = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    /// <summary>Proposes one batch, the most valuable first. Equal inputs and seed give equal proposals on any number of threads.</summary>
    /// <param name="problem">The labels so far.</param>
    /// <param name="estimator">What learns m̂.</param>
    /// <param name="candidates">Features of the queries that could be labelled, at least one. They stand for those that are to be decided.</param>
    /// <param name="options">Boundary, size of the batch, precision of the variance.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    public static LabelProposal[] Propose(
        GainProblem problem, IGainEstimator estimator, Matrix<float> candidates, ActiveOptions options, ulong seed, FitContext context)
    {
        FitGuard.Validated(options);
        var gains = new double[candidates.Rows];
        estimator.Fit(problem, seed, context.Part(0, 0.1)).Model.Predict(candidates, gains);
        HalfSamples halves = HalfSampling.Draw(problem, estimator, candidates, options.Replicates, Rng.Stream(seed, 1).NextUInt64(), context.Part(0.1, 0.9));
        var belief = new GainBelief(halves.Predictions);
        double[] standardErrors = [.. gains.Select((_, i) => Math.Sqrt(belief.Covariance(i, i)))];
        double[] boundaries = options.CostWeight is { } weight ? [weight * problem.Factor] : BoundariesOf(gains);
        int[] targets = [.. Rng.Stream(seed, 2).Permutation(gains.Length).Take(MaxTargets)];
        double labelVariance = Math.Max(halves.LabelVariance, double.Epsilon);
        (int Query, double Value)[] chosen = LabelValue.Choose(
            gains, boundaries, belief, labelVariance, targets, Math.Min(options.Batch, gains.Length), context with { Progress = null });
        return [.. chosen.Select(c => new LabelProposal(c.Query, gains[c.Query] / problem.Factor, standardErrors[c.Query] / problem.Factor, c.Value / problem.Factor))];
    }

    private static double[] BoundariesOf(double[] gains)
    {
        double[] sorted = [.. gains.Order()];
        return [.. UsageRatios.Select(ratio => Quantile.OfSorted(sorted, 1 - ratio))];
    }
}
