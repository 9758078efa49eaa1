using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>
/// Studentised bootstrap of ratios θ̂ = Σ a_g / Σ b_g over independent groups, or of the difference of two: θ̂ − t*·ŝ, with ŝ² = Σ ψ_g²,
/// the influence ψ_g = (a_g − θ̂·b_g) / Σ b (less the other ratio's), and t* = (θ* − θ̂)/s* over resamples.
/// </summary>
/// <remarks>Second-order exact, so skewed importance weights cost little coverage, where percentile and normal intervals fall short.</remarks>
[Paper("Hall 1988", "studentised bootstrap")]
internal sealed class RatioBootstrap
{
    private readonly double[] _a;
    private readonly double[] _b;
    private readonly RatioBootstrap? _minus;
    private readonly double[] _influence;

    /// <summary>Prepares one ratio, or the difference of two.</summary>
    /// <param name="a">Numerators by group.</param>
    /// <param name="b">Denominators by group, with a positive sum.</param>
    /// <param name="minus">A ratio over the same groups to subtract; null: none.</param>
    public RatioBootstrap(double[] a, double[] b, RatioBootstrap? minus = null)
    {
        (_a, _b, _minus, _influence) = (a, b, minus, new double[a.Length]);
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
        double ratio = Influence(counts);
        TensorPrimitives.Multiply<double>(_influence, _influence, _influence);
        return (ratio, Math.Sqrt(TensorPrimitives.Dot<double>(counts, _influence)));
    }

    /// <summary>Fills the influence of every group where group g occurs counts[g] times, and returns the ratio.</summary>
    private double Influence(double[] counts)
    {
        double b = TensorPrimitives.Dot<double>(counts, _b), ratio = TensorPrimitives.Dot<double>(counts, _a) / b;
        TensorPrimitives.MultiplyAdd<double>(_b, -ratio, _a, _influence);
        TensorPrimitives.Divide<double>(_influence, b, _influence);
        if (_minus is null)
        {
            return ratio;
        }

        double subtracted = _minus.Influence(counts);
        TensorPrimitives.Subtract<double>(_influence, _minus._influence, _influence);
        return ratio - subtracted;
    }

    private static void Resample(double[] counts, Rng rng)
    {
        Array.Clear(counts);
        for (int g = 0; g < counts.Length; g++)
        {
            counts[rng.NextInt(counts.Length)]++;
        }
    }
}
