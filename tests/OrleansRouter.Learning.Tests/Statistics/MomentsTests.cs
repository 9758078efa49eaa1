using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.Tests.Statistics;

public class MomentsTests
{
    private const double MachineEpsilon = 1.0 / (1L << 52);
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(500);

    /// <summary>Samples of 0 to 40 values on scales from 10⁻³ to 10⁶, offset far from 0 to provoke cancellation.</summary>
    private static readonly Arbitrary<double[]> Samples = Arb.From(
        from scale in Gen.Choose(-3, 6)
        from offset in Gen.Choose(-1_000, 1_000)
        from size in Gen.Choose(0, 40)
        from units in Gen.Choose(-1_000_000, 1_000_000).ArrayOf(size)
        select units.Select(u => offset + (u * 1e-6 * Math.Pow(10, scale))).ToArray());

    [Fact]
    public void Add_AnySample_EqualsDirectSums() => Check.One(Runs, Prop.ForAll(Samples, values =>
    {
        Moments moments = Moments.Of(values);
        double mean = values.Length == 0 ? 0 : values.Average();

        ShouldBeClose(moments, new Moments(values.Length, mean, values.Sum(x => (x - mean) * (x - mean))), values);
    }));

    [Fact]
    public void Merge_AnySplit_EqualsAllValuesAtOnce() => Check.One(Runs, Prop.ForAll(Samples, Samples, (a, b) =>
        ShouldBeClose(Moments.Of(a).Merge(Moments.Of(b)), Moments.Of([.. a, .. b]), [.. a, .. b])));

    [Fact]
    public void Merge_TwoSamples_IsCommutative() => Check.One(Runs, Prop.ForAll(Samples, Samples, (a, b) =>
        ShouldBeClose(Moments.Of(a).Merge(Moments.Of(b)), Moments.Of(b).Merge(Moments.Of(a)), [.. a, .. b])));

    [Fact]
    public void Merge_ThreeSamples_IsAssociative() => Check.One(Runs, Prop.ForAll(Samples, Samples, Samples, (a, b, c) =>
        ShouldBeClose(Moments.Of(a).Merge(Moments.Of(b)).Merge(Moments.Of(c)), Moments.Of(a).Merge(Moments.Of(b).Merge(Moments.Of(c))), [.. a, .. b, .. c])));

    [Fact]
    public void Merge_EmptySample_IsNeutral()
    {
        Moments some = Moments.Of([1.5, -2, 40]);

        some.Merge(default).ShouldBe(some);
        default(Moments).Merge(some).ShouldBe(some);
    }

    [Fact]
    public void Variance_KnownSample_DividesByCountMinusOne()
    {
        Moments moments = Moments.Of([2, 4, 4, 4, 5, 5, 7, 9]); // mean 5, sum of squared deviations 32

        moments.Mean.ShouldBe(5, 1e-12);
        moments.Variance.ShouldBe(32.0 / 7, 1e-12);
        moments.StandardDeviation.ShouldBe(Math.Sqrt(32.0 / 7), 1e-12);
    }

    [Fact]
    public void Variance_FewerThanTwoValues_IsZero()
    {
        default(Moments).Variance.ShouldBe(0);
        Moments.Of([3]).Variance.ShouldBe(0);
    }

    [Fact]
    public void Variance_SmallSpreadOnLargeOffset_DoesNotCancel() =>
        Moments.Of([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).Variance.ShouldBe(30, 1e-6);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Add_NotFinite_IsRefused(double value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => default(Moments).Add(value)).ParamName.ShouldBe("value");

    /// <summary>Rounding grows with n and with the size of the values: n·ε·max|x| for the mean, n·ε·max x² per value for M2.</summary>
    private static void ShouldBeClose(Moments actual, Moments expected, double[] values)
    {
        double size = values.Select(Math.Abs).Append(1).Max();
        double rounding = 4 * (values.Length + 1) * MachineEpsilon;

        actual.Count.ShouldBe(expected.Count);
        actual.Mean.ShouldBe(expected.Mean, rounding * size);
        actual.M2.ShouldBe(expected.M2, rounding * size * size * (values.Length + 1));
    }
}
