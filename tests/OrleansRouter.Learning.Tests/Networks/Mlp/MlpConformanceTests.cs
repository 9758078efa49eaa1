using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Networks.Mlp;

public sealed class MlpRegressorConformance : RegressorConformance
{
    protected override double RepeatTolerance => 0;

    protected override double PermutationTolerance => 0;

    protected override IRegressor Create() => new MlpRegressor(new MlpOptions { HiddenWidths = [32, 16], BatchRows = 32, MaxIterations = 60 });
}

public sealed class MlpClassifierConformance : ClassifierConformance
{
    protected override double RepeatTolerance => 0;

    protected override double PermutationTolerance => 0;

    protected override IClassifier Create() => new MlpClassifier(new MlpOptions { HiddenWidths = [16], BatchRows = 32, MaxIterations = 100, LearningRate = 0.01 });
}

/// <summary>One row that fills its batch: the shards of a batch must not matter either.</summary>
public sealed class ShardedMlpRegressorConformance : RegressorConformance
{
    protected override double RepeatTolerance => 0;

    protected override double PermutationTolerance => 0;

    protected override IRegressor Create() => new MlpRegressor(
        new MlpOptions { HiddenWidths = [32], BatchRows = 160, MaxIterations = 200, LearningRate = 0.01, Activation = MlpActivation.Tanh });
}
