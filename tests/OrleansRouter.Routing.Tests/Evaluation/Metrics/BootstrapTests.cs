using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Tests.Evaluation.Metrics;

public class BootstrapTests
{
    [Fact]
    public void Resample_EverySample_DrawsAsManyRowsAsThereAre() =>
        Bootstrap.Resample(30, counts => counts.Sum(), 100, 1, FitContext.Default).ShouldAllBe(sum => sum == 30);

    [Fact]
    public void Resample_AnyNumberOfThreads_GivesTheSameSamples() =>
        Bootstrap.Resample(30, counts => counts[0], 100, 1, new FitContext(Threads: 4))
            .ShouldBe(Bootstrap.Resample(30, counts => counts[0], 100, 1, new FitContext(Threads: 1)));

    /// <summary>The interval of a mean of n = 400 normal values is mean ± 1.96·s/√n; its ends vary by a few percent of that with 4,000 samples.</summary>
    [Fact]
    public void Interval95_OfAMean_MatchesTheNormalIntervalWithinTenPercent()
    {
        var rng = new Rng(2);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => rng.NextGaussian())];
        double mean = values.Average();
        double halfWidth = 1.96 * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / 399) / 20;

        Interval interval = Bootstrap.Interval95(
            Bootstrap.Resample(400, counts => counts.Zip(values, (c, v) => c * v).Sum() / 400, 4000, 3, FitContext.Default))!.Value;

        interval.Low.ShouldBe(mean - halfWidth, 0.1 * halfWidth);
        interval.High.ShouldBe(mean + halfWidth, 0.1 * halfWidth);
    }

    [Fact]
    public void Interval95_KnownSamples_CutsTwoAndAHalfPercentOff()
    {
        Bootstrap.Interval95(Enumerable.Range(0, 1001).Select(i => (double)i).Reverse()).ShouldBe(new Interval(25, 975));
        Bootstrap.Interval95([1, double.NaN]).ShouldBeNull();
    }

    [Fact]
    public void Resample_NothingToDraw_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Bootstrap.Resample(0, _ => 0, 10, 1, FitContext.Default));
        Should.Throw<ArgumentOutOfRangeException>(() => Bootstrap.Resample(10, _ => 0, 0, 1, FitContext.Default));
    }
}
