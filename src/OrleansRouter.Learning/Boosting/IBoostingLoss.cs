using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Boosting;

/// <summary>A loss of targets y and scores F, as boosting needs it.</summary>
internal interface IBoostingLoss
{
    /// <summary>The score that fits a mean target best.</summary>
    double InitialScore(double meanTarget);

    /// <summary>Negative gradient and Hessian by the score, for weight 1.</summary>
    GradientSum Derivatives(double target, double score);

    /// <summary>The loss of one row, for weight 1.</summary>
    double Loss(double target, double score);
}
