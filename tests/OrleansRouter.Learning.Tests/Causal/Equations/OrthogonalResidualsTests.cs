using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal;

public sealed class OrthogonalResidualsTests
{
    [Fact]
    public void Compute_TwoRows_EqualsTheHandComputedTargetsAndWeights()
    {
        var targets = new double[2];
        var weights = new double[2];

        int dropped = OrthogonalResiduals.Compute([1, 0], [true, false], [0.5, 0.25], [0.5, 0.2], 0.05, targets, weights);

        // t̃ = 0.5 and −0.2, õ = 0.5 and −0.25.
        dropped.ShouldBe(0);
        targets.ShouldBe([1, 1.25], 1e-15);
        weights.ShouldBe([0.25, 0.04], 1e-15);
    }

    [Fact]
    public void Compute_ResidualBelowTheFloor_GetsNoWeightAndIsCounted()
    {
        var targets = new double[3];
        var weights = new double[3];

        int dropped = OrthogonalResiduals.Compute([1, 0, 2], [true, false, true], [0, 0, 0], [0.5, 0.2, 1], 0.3, targets, weights);

        dropped.ShouldBe(2);
        weights.ShouldBe([0.25, 0, 0], 1e-15);
        targets.ShouldBe([2, 0, 0], 1e-15);
    }

    [Fact]
    public void Compute_AnyEffect_HasTheLossOfTheEquation()
    {
        var rng = new Rng(3);
        double[] o = Draw(rng.NextGaussian), gamma = Draw(rng.NextGaussian), p = Draw(rng.NextDouble), h = Draw(rng.NextGaussian);
        bool[] t = [.. Draw(rng.NextDouble).Select(u => u < 0.4)];
        var targets = new double[o.Length];
        var weights = new double[o.Length];

        OrthogonalResiduals.Compute(o, t, gamma, p, 0, targets, weights);

        double loss = Sum(i => Square(o[i] - gamma[i] - (((t[i] ? 1 : 0) - p[i]) * h[i])));
        Sum(i => weights[i] * Square(targets[i] - h[i])).ShouldBe(loss, 1e-10);

        static double[] Draw(Func<double> next) => [.. Enumerable.Range(0, 50).Select(_ => next())];
        double Sum(Func<int, double> term) => Enumerable.Range(0, o.Length).Sum(term);
        static double Square(double x) => x * x;
    }
}
