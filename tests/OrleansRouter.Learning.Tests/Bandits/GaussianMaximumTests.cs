using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Bandits;

public class GaussianMaximumTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Fixture.Load<Case[]>("gaussian-maximum").Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Probabilities_AnyCase_EqualScipysIntegrals(int index)
    {
        Case expected = Fixture.Load<Case[]>("gaussian-maximum")[index];
        Compute(expected.Means, expected.Deviations).ShouldBe(expected.Probabilities, 1e-10);
    }

    [Fact]
    public void Probabilities_TwoVariables_FollowTheClosedForm() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Gen.Choose(-400, 400).ToArbitrary(), Gen.Choose(-5, 0).ToArbitrary(), Gen.Choose(-5, 0).ToArbitrary(),
            (difference, logFirst, logSecond) =>
            {
                double s = Math.Pow(10, logFirst), t = Math.Pow(10, logSecond), z = difference / 100.0;
                double mean = z * Math.Sqrt((s * s) + (t * t)); // P(X > Y) = Φ(z) by construction
                Compute([0.4 + mean, 0.4], [s, t])[0]
                    .ShouldBe(0.5 * MathNet.Numerics.SpecialFunctions.Erfc(-z / Math.Sqrt(2)), 1e-9);
            }));

    [Fact]
    public void Probabilities_EqualVariables_AreEqual() =>
        Compute([.. Enumerable.Repeat(3.0, 50)], [.. Enumerable.Repeat(1e-7, 50)]).ShouldBe([.. Enumerable.Repeat(0.02, 50)], 1e-10);

    [Fact]
    public void Probabilities_ConstantAmongVariables_WinsWhenAllLieBelow() =>
        Compute([0.0, 0.0, -1], [1, 0, 0]).ShouldBe([0.5, 0.5, 0], 1e-10);

    [Fact]
    public void Probabilities_OnlyConstants_TheFirstLargestTakesAll() => Compute([1, 2, 2], [0, 0, 0]).ShouldBe([0, 1, 0]);

    [Fact]
    public void Probabilities_HopelessConstant_GetsNothing() => Compute([5, 0], [0.1, 0]).ShouldBe([1, 0], 1e-12);

    [Fact]
    public void Probabilities_NearlyConstantBelowAWideVariable_KeepsItsShare()
    {
        // P(N(0, 1) < −1) = 0.158655…: the narrow variable must not fall between the nodes.
        double[] p = Compute([0, -1], [1, 1e-13]);
        p[1].ShouldBe(0.15865525393145707, 1e-9);
    }

    private static double[] Compute(double[] means, double[] deviations)
    {
        var p = new double[means.Length];
        GaussianMaximum.Probabilities(means, deviations, p);
        return p;
    }

    private sealed record Case(double[] Means, double[] Deviations, double[] Probabilities);
}
