using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class CrossFittingTests
{
    private const NuisanceKinds All =
        NuisanceKinds.Marginal | NuisanceKinds.TreatedOutcome | NuisanceKinds.ControlOutcome | NuisanceKinds.Propensity;

    private static readonly CausalData Rows = new()
    {
        Features = new Matrix<float>(12, 1, [.. Enumerable.Range(0, 12).Select(i => (float)i)]),
        Treated = [.. Enumerable.Range(0, 12).Select(i => i % 3 == 0)],
        Outcomes = [.. Enumerable.Range(0, 12).Select(i => 10.0 + i)],
    };

    [Fact]
    public void Fit_SeveralFolds_NoRowIsPredictedByAModelThatSawIt()
    {
        Nuisances nuisances = CrossFitting.Fit(Rows, All, Memory.Options(folds: 3), 1, FitContext.Default);

        nuisances.Marginal.ShouldNotBeNull().ShouldAllBe(x => x == -1);
        nuisances.TreatedOutcome.ShouldNotBeNull().Zip(Rows.Treated).ShouldAllBe(x => !x.Second || x.First == -1);
        nuisances.ControlOutcome.ShouldNotBeNull().Zip(Rows.Treated).ShouldAllBe(x => x.Second || x.First == -1);
        nuisances.Propensity.ShouldNotBeNull().ShouldAllBe(p => p == 0.5);
    }

    [Fact]
    public void Fit_OneFold_PredictsInSampleAndEveryOutcomeModelSeesItsTreatmentOnly()
    {
        Nuisances nuisances = CrossFitting.Fit(Rows, All, Memory.Options(folds: 1), 1, FitContext.Default);

        nuisances.Marginal.ShouldBe(Rows.Outcomes);
        nuisances.TreatedOutcome.ShouldBe([.. Rows.Outcomes.Zip(Rows.Treated, (o, t) => t ? o : -1)]);
        nuisances.ControlOutcome.ShouldBe([.. Rows.Outcomes.Zip(Rows.Treated, (o, t) => t ? -1 : o)]);
        nuisances.Propensity.ShouldBe([.. Rows.Treated.Select(t => t ? 1.0 : 0.0)]);
    }

    [Fact]
    public void Fit_OneKind_LeavesTheOthersOut()
    {
        Nuisances nuisances = CrossFitting.Fit(Rows, NuisanceKinds.Propensity, Memory.Options(folds: 2), 1, FitContext.Default);

        nuisances.Propensity.ShouldNotBeNull();
        nuisances.Marginal.ShouldBeNull();
        nuisances.TreatedOutcome.ShouldBeNull();
        nuisances.ControlOutcome.ShouldBeNull();
    }

    [Fact]
    public void Fit_TooFewTreatedRows_IsRefused() =>
        Should.Throw<ArgumentException>(() => CrossFitting.Fit(Rows, All, Memory.Options(folds: 5), 1, FitContext.Default))
            .Message.ShouldContain("5 folds need at least 5 rows with t = 1; there are 4.");
}
