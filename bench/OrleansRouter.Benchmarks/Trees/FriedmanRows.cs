using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Trees;

/// <summary>Friedman's regression problem among 50 uniform features: the numbers that bench/peers/trees_data.py draws too.</summary>
internal static class FriedmanRows
{
    private const int Features = 50;

    /// <summary>Features and targets y = 10 sin(π x₀x₁) + 20(x₂ − ½)² + 10x₃ + 5x₄ + ε.</summary>
    public static (Matrix<float> Features, double[] Targets) Draw(int rows)
    {
        var rng = new Rng(1);
        var x = new Matrix<float>(rows, Features, [.. Enumerable.Range(0, rows * Features).Select(_ => (rng.NextUInt64() >> 40) * (1f / (1 << 24)))]);
        var noise = new Rng(2);
        return (x, [.. Enumerable.Range(0, rows).Select(i => Signal(x.Row(i)) + noise.NextGaussian())]);
    }

    private static double Signal(ReadOnlySpan<float> x) =>
        (10 * Math.Sin(Math.PI * x[0] * x[1])) + (20 * Math.Pow(x[2] - 0.5, 2)) + (10 * x[3]) + (5 * x[4]);
}
