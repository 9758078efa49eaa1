using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class RidgeRegressorTests : RegressorConformance
{
    private static readonly LinearFixture Sklearn = LinearFixture.Instance;

    protected override IRegressor Create() => new RidgeRegressor();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_WeightedRows_CoefficientsEqualScikitLearns(bool standardise)
    {
        foreach (LinearFixture.Case expected in Sklearn.Ridge)
        {
            LinearModel model = Fit(new RidgeOptions { Penalty = expected.Penalty, Standardise = standardise }, Sklearn.X, Sklearn.Targets, Sklearn.Weights);
            model.Coefficients.ShouldBe(expected.Expected(standardise).Coefficients, 1e-6);
            model.Intercept.ShouldBe(expected.Expected(standardise).Intercept, 1e-6);
        }
    }

    [Fact]
    public void Fit_PenaltyGrid_LeaveOneOutErrorsEqualScikitLearns()
    {
        for (int p = 0; p < Sklearn.RidgeLeaveOneOut.Penalties.Length; p++)
        {
            double penalty = Sklearn.RidgeLeaveOneOut.Penalties[p];
            var options = new RidgeOptions { MinPenalty = penalty, MaxPenalty = penalty, PenaltyCount = 1 };
            MultiRidgeFit fit = MultiRidge.Fit(Sklearn.X, Column(Sklearn.Targets), null, options, FitContext.Default);
            fit.LeaveOneOutErrors![0].ShouldBe(Sklearn.RidgeLeaveOneOut.MeanSquaredErrors[p], 1e-8);
        }
    }

    [Fact]
    public void Fit_PenaltyGrid_PicksThePenaltyThatScikitLearnPicks()
    {
        double[] grid = Sklearn.RidgeLeaveOneOut.Penalties;
        var options = new RidgeOptions { MinPenalty = grid[0], MaxPenalty = grid[^1], PenaltyCount = grid.Length };
        MultiRidge.Fit(Sklearn.X, Column(Sklearn.Targets), null, options, FitContext.Default)
            .Penalties[0].ShouldBe(Sklearn.RidgeLeaveOneOut.Best, 1e-9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_PenaltyGrid_ErrorsEqualRefitsWithoutEachRow(bool intercept)
    {
        Matrix<float> x = LearnerData.Features(25, 4, 11);
        double[] y = LearnerData.Targets(x, 12);
        double[] weights = [.. Enumerable.Range(0, 25).Select(i => 0.1 + (0.9 * (i % 5) / 4))];
        var grid = new RidgeOptions { MinPenalty = 0.5, MaxPenalty = 0.5, PenaltyCount = 1, Intercept = intercept };
        double error = 0;
        for (int i = 0; i < 25; i++)
        {
            int[] others = [.. Enumerable.Range(0, 25).Where(j => j != i)];
            LinearModel without = Fit(
                new RidgeOptions { Penalty = 0.5, Intercept = intercept }, x.SelectRows(others), LearnerData.Select(y, others), LearnerData.Select(weights, others));
            error += weights[i] * Math.Pow(y[i] - without.Predict(x.Row(i)), 2);
        }

        MultiRidge.Fit(x, Column(y), weights, grid, FitContext.Default).LeaveOneOutErrors![0].ShouldBe(error / weights.Sum(), 1e-9);
    }

    [Fact]
    public void Fit_PenaltyZeroOnDependentFeatures_SaysSo()
    {
        var x = new Matrix<float>(4, 2, [1, 2, 2, 4, 3, 6, 4, 8]);
        Should.Throw<ArgumentException>(() => Fit(new RidgeOptions { Penalty = 0 }, x, [1, 2, 3, 4], null)).Message.ShouldContain("larger");
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_PenaltyOutOfRange_Refused(double penalty) =>
        Should.Throw<ArgumentException>(() => new RidgeRegressor(new RidgeOptions { Penalty = penalty })).Message.ShouldContain("Penalty");

    [Fact]
    public void Constructor_GridBackwards_Refused() =>
        Should.Throw<ArgumentException>(() => new RidgeRegressor(new RidgeOptions { MinPenalty = 2, MaxPenalty = 1 })).Message.ShouldContain("MaxPenalty");

    [Fact]
    public void Fit_LargeOffset_KeepsItsDigits()
    {
        Matrix<float> x = LearnerData.Features(200, 3, 5);
        double[] y = LearnerData.Targets(x, 6);
        double[] shifted = [.. y.Select(v => v + 1e8)];
        var options = new RidgeOptions { Penalty = 1 };
        Fit(options, x, shifted, null).Coefficients.ShouldBe(Fit(options, x, y, null).Coefficients, 1e-7);
    }

    private static LinearModel Fit(RidgeOptions options, Matrix<float> x, double[] y, double[]? weights) =>
        (LinearModel)new RidgeRegressor(options).Fit(x, y, weights, 0, FitContext.Default);

    private static Matrix<double> Column(double[] y) => new(y.Length, 1, y);
}
