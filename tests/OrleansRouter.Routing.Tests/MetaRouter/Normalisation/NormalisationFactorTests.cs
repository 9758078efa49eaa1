using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Normalisation;

public sealed class NormalisationFactorTests
{
    private static readonly double[] Gold = [-0.1, 0, 0.3, 0.2];
    private static readonly double[] Preference = [1, 0, -1, 1, 1];

    [Fact]
    public void None_IsOne() => NormalisationFactor.Of(GoldNormalisation.None, Gold, Preference).ShouldBe(1);

    [Fact]
    public void Magnitude_IsTheRatioOfTheLargestSizes() => NormalisationFactor.Of(GoldNormalisation.Magnitude, Gold, Preference).ShouldBe(1 / 0.3, 1e-12);

    [Fact]
    public void Variance_ScalesGoldToTheDeviationOfPreferences()
    {
        double factor = NormalisationFactor.Of(GoldNormalisation.Variance, Gold, Preference);

        Deviation([.. Gold.Select(r => factor * r)]).ShouldBe(Deviation(Preference), 1e-12);
    }

    [Fact]
    public void Wasserstein_NoOtherFactorBringsTheDistributionsCloser()
    {
        double factor = NormalisationFactor.Of(GoldNormalisation.Wasserstein, Gold, Preference);

        foreach (double other in new[] { 0.5, 0.9, 0.999, 1.001, 1.1, 2 })
        {
            Distance(factor).ShouldBeLessThan(Distance(factor * other));
        }

        // Both samples repeated to the length 20, on which quantiles match one to one.
        static double Distance(double c) => Repeat(Gold, 5).Zip(Repeat(Preference, 4), (r, y) => Math.Pow((c * r) - y, 2)).Sum();

        static IEnumerable<double> Repeat(double[] values, int times) => values.Order().SelectMany(x => Enumerable.Repeat(x, times));
    }

    [Theory]
    [InlineData(GoldNormalisation.Magnitude), InlineData(GoldNormalisation.Variance), InlineData(GoldNormalisation.Wasserstein)]
    public void AnyKind_GoldOnAnotherScale_IsTheSameAfterwards(GoldNormalisation kind)
    {
        var rng = new Rng(3);
        double[] gold = [.. Enumerable.Range(0, 50).Select(_ => rng.NextGaussian())], preference = [.. gold.Select(r => r + rng.NextGaussian())];

        (7 * NormalisationFactor.Of(kind, [.. gold.Select(r => 7 * r)], preference)).ShouldBe(NormalisationFactor.Of(kind, gold, preference), 1e-9);
    }

    [Theory]
    [InlineData(GoldNormalisation.Magnitude), InlineData(GoldNormalisation.Variance), InlineData(GoldNormalisation.Wasserstein)]
    public void AnyKind_NothingVaries_IsOne(GoldNormalisation kind) => NormalisationFactor.Of(kind, [0, 0], Preference).ShouldBe(1);

    [Fact]
    public void Wasserstein_DistributionsOnOppositeSidesOfZero_IsRefused() =>
        Should.Throw<ArgumentException>(() => NormalisationFactor.Of(GoldNormalisation.Wasserstein, [1, 2], [-1, -2]))
            .Message.ShouldBe("The factor that brings gold gains closest to preferences is -0.8; it must be positive. Use another normalisation.");

    private static double Deviation(double[] values) => Math.Sqrt(values.Sum(x => Math.Pow(x - values.Average(), 2)) / (values.Length - 1));
}
