using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Squared error ½(y − F)²: g = y − F, h = 1.</summary>
[Paper("Friedman 2001", "algorithm 2 (LS_Boost)")]
internal sealed class SquaredLoss : IBoostingLoss
{
    /// <inheritdoc/>
    public double InitialScore(double meanTarget) => meanTarget;

    /// <inheritdoc/>
    public GradientSum Derivatives(double target, double score) => new(target - score, 1);

    /// <inheritdoc/>
    public double Loss(double target, double score) => 0.5 * (target - score) * (target - score);
}
