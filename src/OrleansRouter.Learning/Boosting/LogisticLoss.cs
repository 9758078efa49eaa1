using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Logistic loss −y·log p − (1 − y)·log(1 − p) with p = 1/(1 + e⁻ᶠ), y ∈ {0, 1}: g = y − p, h = p(1 − p).</summary>
[Paper("Chen, Guestrin 2016", "section 2.2, logistic loss")]
internal sealed class LogisticLoss : IBoostingLoss
{
    /// <summary>Mean targets of 0 and 1 have infinite log-odds; they are taken as this far from 0 and 1.</summary>
    private const double MinMean = 1e-6;

    /// <summary>Smallest Hessian: rows that are surely right still count as present.</summary>
    private const double MinHessian = 1e-12;

    /// <summary>The probability that a score stands for.</summary>
    public static double Probability(double score) => 1 / (1 + Math.Exp(-score));

    /// <inheritdoc/>
    public double InitialScore(double meanTarget)
    {
        double mean = Math.Clamp(meanTarget, MinMean, 1 - MinMean);
        return Math.Log(mean / (1 - mean));
    }

    /// <inheritdoc/>
    public GradientSum Derivatives(double target, double score)
    {
        double p = Probability(score);
        return new GradientSum(target - p, Math.Max(p * (1 - p), MinHessian));
    }

    /// <inheritdoc/>
    public double Loss(double target, double score) => Math.Max(score, 0) - (target * score) + Math.Log(1 + Math.Exp(-Math.Abs(score)));
}
