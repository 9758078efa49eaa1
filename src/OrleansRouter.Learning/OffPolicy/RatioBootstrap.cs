using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>Studentised bootstrap of ratios θ̂ = Σ a_g / Σ b_g over independent groups: θ̂ − t*·ŝ, with ŝ = √Σ(a_g − θ̂·b_g)² / Σ b_g and t* = (θ* − θ̂)/s* over resamples.</summary>
/// <remarks>Second-order exact, so skewed importance weights cost little coverage, where percentile and normal intervals fall short.</remarks>
[Paper("Hall 1988", "studentised bootstrap")]
internal sealed class RatioBootstrap
{
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly double[] _aa;
    private readonly double[] _ab;
    private readonly double[] _bb;

    /// <summary>Prepares one ratio.</summary>
    /// <param name="a">Numerators by group.</param>
    /// <param name="b">Denominators by group, with a positive sum.</param>
    public RatioBootstrap(double[] a, double[] b)
    {
        (_a, _b, _aa, _ab, _bb) = (a, b, Products(a, a), Products(a, b), Products(b, b));
        double[] once = [.. a.Select(_ => 1.0)];
        (Ratio, StandardError) = Of(once);
    }

    /// <summary>θ̂.</summary>
    public double Ratio { get; }

    /// <summary>ŝ.</summary>
    public double StandardError { get; }

    /// <summary>The intervals of several ratios over the same groups, from the same resamples. Ends may be infinite where resamples lose all variation.</summary>
    /// <param name="ratios">Ratios over the same number of groups.</param>
    /// <param name="resamples">Number of resamples.</param>
    /// <param name="confidence">In (0, 1).</param>
    /// <param name="seed">Seed of the resamples; resample i draws from stream i.</param>
    public static (double Low, double High)[] Intervals(RatioBootstrap[] ratios, int resamples, double confidence, ulong seed)
    {
        double[][] pivots = [.. ratios.Select(_ => new double[resamples])];
        var counts = new double[ratios[0]._a.Length];
        for (int i = 0; i < resamples; i++)
        {
            Resample(counts, Rng.Stream(seed, (ulong)i));
            for (int r = 0; r < ratios.Length; r++)
            {
                pivots[r][i] = ratios[r].Pivot(counts);
            }
        }

        return [.. ratios.Select((ratio, r) => ratio.Interval(pivots[r], (1 - confidence) / 2))];
    }

    private (double Low, double High) Interval(double[] pivots, double tail) =>
        StandardError > 0
            ? (Ratio - (StandardError * OrderStatistic(pivots, 1 - tail, undefined: double.PositiveInfinity)),
               Ratio - (StandardError * OrderStatistic(pivots, tail, undefined: double.NegativeInfinity)))
            : (Ratio, Ratio);

    // No interpolation, for pivots may be infinite; resamples without any weight count against either end.
    private static double OrderStatistic(double[] pivots, double probability, double undefined)
    {
        double[] sorted = [.. pivots.Select(t => double.IsNaN(t) ? undefined : t).Order()];
        return sorted[Math.Clamp((int)Math.Round(probability * (sorted.Length + 1)) - 1, 0, sorted.Length - 1)];
    }

    private double Pivot(double[] counts)
    {
        (double ratio, double standardError) = Of(counts);
        double difference = ratio - Ratio;
        return difference == 0 ? 0 : difference / standardError;
    }

    private (double Ratio, double StandardError) Of(double[] counts)
    {
        double a = TensorPrimitives.Dot<double>(counts, _a), b = TensorPrimitives.Dot<double>(counts, _b), ratio = a / b;
        double squares = TensorPrimitives.Dot<double>(counts, _aa)
            - (2 * ratio * TensorPrimitives.Dot<double>(counts, _ab))
            + (ratio * ratio * TensorPrimitives.Dot<double>(counts, _bb));
        return (ratio, Math.Sqrt(Math.Max(squares, 0)) / b);
    }

    private static void Resample(double[] counts, Rng rng)
    {
        Array.Clear(counts);
        for (int g = 0; g < counts.Length; g++)
        {
            counts[rng.NextInt(counts.Length)]++;
        }
    }

    private static double[] Products(double[] x, double[] y) => [.. x.Zip(y, (u, v) => u * v)];
}
