using OrleansRouter.Learning.Boosting;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Boosting;

public sealed class GradientBoostingRegressorConformance : RegressorConformance
{
    protected override double PermutationTolerance => 0;

    protected override bool AcceptsMissing => true;

    protected override IRegressor Create() => new GradientBoostingRegressor(new BoostingOptions { Rounds = 20 });
}

public sealed class SampledGradientBoostingRegressorConformance : RegressorConformance
{
    protected override double PermutationTolerance => 0;

    protected override bool AcceptsMissing => true;

    protected override IRegressor Create() => new GradientBoostingRegressor(
        new BoostingOptions { Rounds = 20, RowShare = 0.7, FeatureShare = 0.6, LearningRate = 0.2 });
}

public sealed class GradientBoostingClassifierConformance : ClassifierConformance
{
    protected override double PermutationTolerance => 0;

    protected override bool AcceptsMissing => true;

    protected override IClassifier Create() => new GradientBoostingClassifier(new BoostingOptions { Rounds = 20, MaxDepth = 3 });
}
