using OrleansRouter.Learning.Trees;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Trees.Forests;

/// <summary>Rows are drawn in the order of what they hold, so even sampling methods keep the exact promises of the suite.</summary>
public sealed class RandomForestRegressorConformance : RegressorConformance
{
    protected override double RepeatTolerance => 1e-12;

    protected override double PermutationTolerance => 0;

    protected override bool AcceptsMissing => true;

    protected override IRegressor Create() => new RandomForestRegressor(new ForestOptions { Trees = 20 });
}

public sealed class RandomForestClassifierConformance : ClassifierConformance
{
    protected override double RepeatTolerance => 0;

    protected override double PermutationTolerance => 0;

    protected override double ConstantTolerance => 1e-12;

    protected override bool AcceptsMissing => true;

    protected override IClassifier Create() => new RandomForestClassifier(new ForestOptions { Trees = 20 });
}

public sealed class ExtraTreesRegressorConformance : RegressorConformance
{
    protected override double RepeatTolerance => 1e-12;

    protected override double PermutationTolerance => 0;

    protected override bool AcceptsMissing => true;

    protected override IRegressor Create() => new ExtraTreesRegressor(ForestOptions.ExtraTrees with { Trees = 20 });
}

public sealed class ExtraTreesClassifierConformance : ClassifierConformance
{
    protected override double RepeatTolerance => 0;

    protected override double PermutationTolerance => 0;

    protected override double ConstantTolerance => 1e-12;

    protected override bool AcceptsMissing => true;

    protected override IClassifier Create() => new ExtraTreesClassifier(ForestOptions.ExtraTrees with { Trees = 20 });
}
