using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Tests.Families;

public class LeaveOneOutUtilityTests
{
    // Columns: quality of a and b, normalised cost of a and b.
    private static readonly Matrix<double> Targets = new(2, 4, [1, 0, 0.4, 0.1, 0, 1, 0.2, 0.2]);
    private const double MeanCostWeight = (0 + 0.02 + 0.05 + 0.1 + 0.2 + 0.5 + 1) / 7;

    [Fact]
    public void Of_PerfectPredictions_IsTheOraclesMeanUtility() =>
        LeaveOneOutUtility.Of(Targets, Targets, 2).ShouldBe(((1 - (MeanCostWeight * 0.4)) + (1 - (MeanCostWeight * 0.2))) / 2, 1e-12);

    [Fact]
    public void Of_WrongPredictions_EarnsWhatWasReallyChosen()
    {
        Matrix<double> reversed = new(2, 4, [0, 1, 0.4, 0.1, 1, 0, 0.2, 0.2]);

        LeaveOneOutUtility.Of(reversed, Targets, 2).ShouldBe(-MeanCostWeight * (0.1 + 0.2) / 2, 1e-12);
    }

    [Fact]
    public void Of_UnknownLabelsOrPredictions_AreNeverChosen()
    {
        Matrix<double> targets = new(2, 4, [double.NaN, 0, 0.4, 0.1, 0, 1, 0.2, 0.2]);
        Matrix<double> predictions = new(2, 4, [1, 0, 0.4, 0.1, double.NaN, double.NaN, 0.2, 0.2]);

        LeaveOneOutUtility.Of(predictions, targets, 2).ShouldBe(-MeanCostWeight * 0.1, 1e-12);
    }

    [Fact]
    public void Of_NothingKnown_IsNegativeInfinity()
    {
        var nothing = new Matrix<double>(1, 4, [double.NaN, double.NaN, 0.1, 0.1]);

        LeaveOneOutUtility.Of(nothing, nothing, 2).ShouldBe(double.NegativeInfinity);
    }
}
