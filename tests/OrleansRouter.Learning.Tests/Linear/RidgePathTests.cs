using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class RidgePathTests
{
    private const int Rows = 25;
    private static readonly RidgeOptions Grid = new() { MinPenalty = 0.01, MaxPenalty = 100, PenaltyCount = 3 };

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void LeaveOneOutPredictions_EqualFitsWithoutTheRow(bool missing, bool intercept)
    {
        RidgeOptions options = Grid with { Intercept = intercept };
        (Matrix<float> x, Matrix<double> y) = Data(missing);
        RidgePath path = RidgePath.Of(x, y, null, options, FitContext.Default);

        for (int p = 0; p < 3; p++)
        {
            Matrix<double> predictions = path.LeaveOneOutPredictions(p, FitContext.Default);
            for (int i = 0; i < Rows; i++)
            {
                int[] others = [.. Enumerable.Range(0, Rows).Where(j => j != i)];
                MultiLinearModel without = MultiRidge.Fit(
                    x.SelectRows(others), y.SelectRows(others), null, options with { Penalty = path.Penalties[p] }, FitContext.Default).Model;
                double[] expected = new double[2];
                without.Predict(x.Row(i), expected);
                for (int k = 0; k < 2; k++)
                {
                    double.IsNaN(predictions[i, k]).ShouldBe(double.IsNaN(y[i, k]));
                    (double.IsNaN(y[i, k]) ? 0 : predictions[i, k] - expected[k]).ShouldBe(0, 1e-8);
                }
            }
        }
    }

    [Fact]
    public void Model_PenaltyPerTarget_EqualsSeparateFits()
    {
        (Matrix<float> x, Matrix<double> y) = Data(missing: true);
        RidgePath path = RidgePath.Of(x, y, null, Grid, FitContext.Default);

        MultiLinearModel model = path.Model([2, 0]);

        path.TargetCount.ShouldBe(2);
        MultiLinearModel strong = MultiRidge.Fit(x, y, null, Grid with { Penalty = path.Penalties[2] }, FitContext.Default).Model;
        MultiLinearModel weak = MultiRidge.Fit(x, y, null, Grid with { Penalty = path.Penalties[0] }, FitContext.Default).Model;
        model.Coefficients.Row(0).ToArray().ShouldBe(strong.Coefficients.Row(0).ToArray(), 1e-9);
        model.Coefficients.Row(1).ToArray().ShouldBe(weak.Coefficients.Row(1).ToArray(), 1e-9);
        model.Intercepts.ShouldBe([strong.Intercepts[0], weak.Intercepts[1]], 1e-9);
    }

    [Fact]
    public void LeaveOneOutPredictions_OneRow_AreUndefined()
    {
        RidgePath path = RidgePath.Of(new Matrix<float>(1, 1, [1]), new Matrix<double>(1, 1, [2]), null, Grid, FitContext.Default);

        path.LeaveOneOutPredictions(0, FitContext.Default).Values.ShouldBe([double.NaN]);
        path.Model([0]).Intercepts.ShouldBe([2]);
    }

    private static (Matrix<float> X, Matrix<double> Y) Data(bool missing)
    {
        var rng = new Rng(6);
        var x = new Matrix<float>(Rows, 3, [.. Enumerable.Range(0, Rows * 3).Select(_ => (float)rng.NextGaussian())]);
        var y = new Matrix<double>(Rows, 2);
        for (int i = 0; i < Rows; i++)
        {
            y[i, 0] = 1 + x[i, 0] + (0.5 * rng.NextGaussian());
            y[i, 1] = missing && i % 4 == 0 ? double.NaN : x[i, 1] - x[i, 2] + (0.1 * rng.NextGaussian());
        }

        return (x, y);
    }
}
