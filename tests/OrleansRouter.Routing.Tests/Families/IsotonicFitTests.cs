using OrleansRouter.Routing.Families.RmSoftmax;

namespace OrleansRouter.Routing.Tests.Families;

public sealed class IsotonicFitTests
{
    [Theory]
    [InlineData(new double[] { 3, 2, 2, -1 }, new double[] { 3, 2, 2, -1 })]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 2, 2, 2 })]
    [InlineData(new double[] { 5, 1, 2, 4, 0 }, new[] { 5, 7.0 / 3, 7.0 / 3, 7.0 / 3, 0 })]
    [InlineData(new double[] { 0, 0, 6, -1, 10 }, new double[] { 3, 3, 3, 3, 3 })]
    public void NonIncreasing_KnownSequences_PoolsViolators(double[] values, double[] expected)
    {
        double[] fitted = [.. values];
        IsotonicFit.NonIncreasing(fitted);

        fitted.ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void NonIncreasing_RandomSequences_IsTheClosestNonIncreasingOne()
    {
        var rng = new Learning.Numerics.Rng(5);
        for (int trial = 0; trial < 200; trial++)
        {
            double[] values = [.. Enumerable.Range(0, 7).Select(_ => rng.NextGaussian())], fitted = [.. values];
            IsotonicFit.NonIncreasing(fitted);

            fitted.Zip(fitted.Skip(1)).ShouldAllBe(pair => pair.First >= pair.Second);

            // Closest: the residual is orthogonal to the fit, and no step down at any place correlates with it (the cone's conditions).
            double[] residual = [.. values.Zip(fitted, (v, f) => v - f)];
            residual.Zip(fitted, (r, f) => r * f).Sum().ShouldBe(0, 1e-9);
            residual.Sum().ShouldBe(0, 1e-9);
            for (int prefix = 1; prefix < 7; prefix++)
            {
                residual.Take(prefix).Sum().ShouldBeLessThanOrEqualTo(1e-9);
            }
        }
    }
}
