using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Learning.Tests.Causal.Equations;

public sealed class EffectCalibrationTests
{
    [Fact]
    public void Of_HandExample_IsTheRegressionThroughTheOrigin()
    {
        // Σwzh = 1·1·2 + 2·(−1)·1 + 1·3·4 = 12, Σwh² = 4 + 2 + 16 = 22, Σ(wzh)² = 4 + 4 + 144 = 152.
        var calibration = EffectCalibration.Of([1, -1, 3], [1, 2, 1], [2, 1, 4]);

        calibration.Slope.ShouldBe(12.0 / 22, 1e-12);
        calibration.TStatistic.ShouldBe(12 / Math.Sqrt(152), 1e-12);

        // Σwz² − Σw(z − λh)².
        double slope = 12.0 / 22, loss = Square(1 - (2 * slope)) + (2 * Square(-1 - slope)) + Square(3 - (4 * slope));
        calibration.Reduction.ShouldBe(1 + 2 + 9 - loss, 1e-12);

        static double Square(double x) => x * x;
    }

    [Theory]
    [InlineData(3.0, 1.0)] // predictions that are too small are not blown up
    [InlineData(-1.0, 0.0)] // predictions of the wrong sign are not turned round
    [InlineData(0.25, 0.25)]
    public void Of_PredictionsThatAreAMultipleOff_SlopeStaysBetweenZeroAndOne(double factor, double slope)
    {
        double[] predictions = [1, -2, 3];

        var calibration = EffectCalibration.Of([.. predictions.Select(h => factor * h)], null, predictions);

        calibration.Slope.ShouldBe(slope, 1e-12);
        calibration.Reduction.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public void Of_NoPredictedEffect_IsNotSignificant() => EffectCalibration.Of([1, 2], null, [0, 0]).ShouldBe(new EffectCalibration(0, 0, 0));
}
