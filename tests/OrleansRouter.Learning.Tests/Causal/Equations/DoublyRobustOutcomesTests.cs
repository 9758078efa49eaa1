using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class DoublyRobustOutcomesTests
{
    [Fact]
    public void Compute_TwoRows_EqualsTheHandComputedPseudoOutcomes()
    {
        var phi = new double[2];

        DoublyRobustOutcomes.Compute([1, 0.5], [true, false], [0.6, 0.6], [0.2, 0.2], [0.25, 0.25], phi);

        // 0.75/0.1875·(1 − 0.6) + 0.4 = 2 and −0.25/0.1875·(0.5 − 0.2) + 0.4 = 0.
        phi.ShouldBe([2, 0], 1e-14);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Compute_PropensityOutsideTheOpenUnitInterval_IsRefused(double propensity) =>
        Should.Throw<ArgumentException>(() => DoublyRobustOutcomes.Compute([1], [true], [0], [0], [propensity], new double[1]))
            .Message.ShouldStartWith($"The propensity of row 0 is {propensity:R};");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Compute_EitherNuisanceRight_HasTheEffectAsItsMean(bool outcomesRight)
    {
        // One s with E[o|1] = 0.7, E[o|0] = 0.1, p = 0.3; a wrong p̂ is 0.6, wrong μ̂ are 0 and 0.5.
        const int Rows = 200_000;
        var rng = new Rng(5);
        bool[] t = [.. Enumerable.Range(0, Rows).Select(_ => rng.NextDouble() < 0.3)];
        double[] o = [.. t.Select(x => (x ? 0.7 : 0.1) + rng.NextGaussian())];
        var phi = new double[Rows];

        DoublyRobustOutcomes.Compute(o, t, All(outcomesRight ? 0.7 : 0), All(outcomesRight ? 0.1 : 0.5), All(outcomesRight ? 0.6 : 0.3), phi);

        double mean = phi.Average();
        double standardError = Math.Sqrt(phi.Average(x => (x - mean) * (x - mean)) / Rows);
        mean.ShouldBe(0.6, 4 * standardError);

        static double[] All(double value) => [.. Enumerable.Repeat(value, Rows)];
    }
}
