using OrleansRouter.Routing.Dars.Equations;

namespace OrleansRouter.Routing.Tests.Dars;

/// <summary>Utilities and the labels made of them, by hand.</summary>
public sealed class LabelEquationTests
{
    [Fact]
    public void Utility_IsQualityLessCostLessRisk()
    {
        var preference = new Preference { CostWeight = 0.05, RiskAversion = 0.2 };

        preference.Utility(0.8, 0.5, 0.3).ShouldBe(0.8 - 0.025 - 0.06, 1e-15);
    }

    [Fact]
    public void CostScale_MapsTheRangeOntoTheUnitInterval()
    {
        var scale = CostScale.Of([3, double.NaN, 1, 5]);

        scale.ShouldBe(new CostScale(1, 5));
        scale.Normalise(1).ShouldBe(0);
        scale.Normalise(3).ShouldBe(0.5);
        scale.Normalise(5).ShouldBe(1);
        scale.Normalise(double.NaN).ShouldBe(double.NaN);
        CostScale.Of([2, 2]).Normalise(2).ShouldBe(0);
        Should.Throw<ArgumentException>(() => CostScale.Of([double.NaN]));
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.3, 0.2 }, 1)]
    [InlineData(new[] { 0.3, 0.3, 0.2 }, 0)]
    [InlineData(new[] { double.NaN, -1, double.NaN }, 1)]
    [InlineData(new[] { double.NaN }, -1)]
    public void HardLabel_TakesTheFirstOfTheLargestKnown(double[] utilities, int expected) => HardLabel.Of(utilities).ShouldBe(expected);

    [Fact]
    public void SoftLabel_IsTheSoftmaxOfUtilities()
    {
        double[] target = new double[3];

        SoftLabel.Fill([0.2, double.NaN, 0.2 + Math.Log(3)], 1, target);
        target.ShouldBe([0.25, 0, 0.75], 1e-12);
        SoftLabel.Fill([0.2, 0.1, 0.2 + (0.5 * Math.Log(3))], 0.5, target);
        (target[2] / target[0]).ShouldBe(3, 1e-12);
        SoftLabel.Fill([1e6, 1e6 + 1, 0], 1e-3, target);
        target.ShouldBe([0, 1, 0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void SoftLabel_TemperatureThatIsNotPositive_IsRefused(double temperature) =>
        Should.Throw<ArgumentOutOfRangeException>(() => SoftLabel.Fill([0.0], temperature, new double[1]));

    [Fact]
    public void PairwisePreferences_LeaveTiesWithinTheMarginOut()
    {
        PairwisePreferences.Of([0.5, 0.25, double.NaN, 0.5]).ShouldBe([new(0, 1, 0.25), new(3, 1, 0.25)]);
        PairwisePreferences.Of([0.5, 0.25], margin: 0.25).ShouldBeEmpty();
    }

    [Fact]
    public void ListwisePreference_OrdersTheKnownModels() => ListwisePreference.Of([0.1, double.NaN, 0.7, 0.1]).ShouldBe([2, 0, 3]);

    [Fact]
    public void OutcomeInstability_NeedsADifferenceBeyondTheTolerance()
    {
        OutcomeInstability.Of([0.5, 0.5, 0.5], 0).ShouldBeFalse();
        OutcomeInstability.Of([0.5, 0.625, 0.5], 0.125).ShouldBeFalse();
        OutcomeInstability.Of([0.5, 0.75, 0.5], 0.125).ShouldBeTrue();
    }

    [Fact]
    public void WinnerFlipAndDisagreement_CompareTheWinnersOfShots()
    {
        double[][] shots = [[0.9, 0.1], [0.2, 0.8], [0.7, 0.6]];

        WinnerFlip.Of(shots).ShouldBeTrue();
        WinnerFlip.Of([shots[0], shots[2]]).ShouldBeFalse();
        LabelDisagreement.Of(shots, [0.6, 0.5]).ShouldBe(1.0 / 3, 1e-15);
        LabelDisagreement.Of(shots, [0.4, 0.5]).ShouldBe(2.0 / 3, 1e-15);
    }
}
