using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Tests.Trees.Growing;

public sealed class ExactGridTests
{
    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-5)]
    [InlineData(1)]
    [InlineData(123456.789)]
    [InlineData(1e300)]
    public void Round_ManySummands_SumsTheSameInEveryOrder(double scale)
    {
        var rng = new Rng(4);
        double[] values = [.. Enumerable.Range(0, 5_000).Select(_ => scale * ((2 * rng.NextDouble()) - 1))];
        double step = ExactGrid.Step(values.Length * scale);
        double[] rounded = [.. values.Select(v => ExactGrid.Round(v, step))];
        double forwards = Sum(rounded);
        Sum(rounded.Reverse()).ShouldBe(forwards);
        rng.Shuffle(rounded.AsSpan());
        Sum(rounded).ShouldBe(forwards);
        forwards.ShouldBe(Sum(values), 5_000 * scale * 1e-12);
    }

    [Fact]
    public void Round_WholeNumbers_Unchanged()
    {
        double step = ExactGrid.Step(1e9);
        for (int i = -1_000; i <= 1_000; i++)
        {
            ExactGrid.Round(i, step).ShouldBe(i);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void Step_BoundNotFinite_Refused(double bound) => Should.Throw<ArgumentOutOfRangeException>(() => ExactGrid.Step(bound));

    [Fact]
    public void Step_BoundZero_KeepsZero() => ExactGrid.Round(0, ExactGrid.Step(0)).ShouldBe(0);

    private static double Sum(IEnumerable<double> values) => values.Aggregate(0.0, (a, b) => a + b);
}
