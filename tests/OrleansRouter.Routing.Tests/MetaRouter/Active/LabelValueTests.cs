using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter.Active;

namespace OrleansRouter.Routing.Tests.MetaRouter.Active;

public sealed class LabelValueTests
{
    private static readonly int[] All = [0, 1, 2, 3];

    [Fact]
    public void Choose_SingleQuery_IsWorthTheOpportunityLossThatItsLabelSaves()
    {
        var belief = new GainBelief(new Matrix<double>(2, 1, [0, 1]));

        (int query, double value) = LabelValue.Choose([0.2], [0.5], belief, 1.5, [0], 1, FitContext.Default).ShouldHaveSingleItem();

        // Var m = ½, so that a label with noise 1.5 is expected to move m̂ by ½/√2.
        query.ShouldBe(0);
        value.ShouldBe(OpportunityLoss.Of(0.3, 0.5 / Math.Sqrt(2)), 1e-12);
    }

    [Fact]
    public void Choose_EquallyUncertain_TakesThatNearTheBoundaryFirst() =>
        LabelValue.Choose([2, 0.1, -2, 3], [0], Independent(1, 1, 1, 1), 1, All, 1, FitContext.Default)[0].Query.ShouldBe(1);

    [Fact]
    public void Choose_EquallyNear_TakesTheMoreUncertainFirst() =>
        LabelValue.Choose([0.5, 0.5, -0.5, -0.5], [0], Independent(1, 1, 1, 3), 1, All, 1, FitContext.Default)[0].Query.ShouldBe(3);

    [Fact]
    public void Choose_TwoThatTellTheSame_TakesOnlyOneOfThem()
    {
        // Queries 0 and 1 vary together, 2 on its own and a little less.
        var belief = new GainBelief(new Matrix<double>(4, 3, [1, 1, 0.9, -1, -1, 0.9, 1, 1, -0.9, -1, -1, -0.9]));

        (int Query, double Value)[] chosen = LabelValue.Choose([0, 0, 0], [0], belief, 0.1, [0, 1, 2], 3, FitContext.Default);

        chosen[..2].Select(c => c.Query).Order().ShouldBe([0, 2]);
        chosen[0].Value.ShouldBeGreaterThan(chosen[1].Value);
        chosen[1].Value.ShouldBeGreaterThan(chosen[2].Value);
    }

    /// <summary>Uncorrelated beliefs with the given standard deviations, up to a common factor.</summary>
    private static GainBelief Independent(double a, double b, double c, double d) => new(new Matrix<double>(
        8, 4, [.. Enumerable.Range(0, 8).SelectMany(r => new[] { a * Sign(r), b * Sign(r >> 1), c * Sign(r >> 2), d * Sign(r ^ (r >> 1)) })]));

    private static double Sign(int bits) => (bits & 1) == 0 ? 1 : -1;
}
