using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>
/// Sampling variance of a random forest's prediction: V_IJ = Σᵢ Cov_b(N_bi, t_b(x))² over the sampling units i, N_bi being how often tree b
/// drew unit i, and its correction for a finite number of trees, V_IJ-U = V_IJ − n/B² Σ_b (t_b(x) − t̄(x))².
/// </summary>
/// <remarks>With d_b = t_b(x) − t̄(x), V_IJ = dᵀ(N Nᵀ)d/B². The B × B matrix N Nᵀ is computed once, here, so that a row costs B² steps, not n·B.</remarks>
[Paper("Wager, Hastie, Efron 2014", "eq. 5 and 7")]
public sealed class InfinitesimalJackknife
{
    private const int ChunkUnits = 4096;

    private readonly ForestModel _forest;
    private readonly int _units;
    private readonly Matrix<double> _gram;

    /// <summary>Repeats the forest's bootstrap draws, which its seed determines, and prepares the estimate.</summary>
    /// <exception cref="ArgumentException">The forest was grown without bootstrap samples.</exception>
    public InfinitesimalJackknife(ForestModel forest, FitContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(forest);
        ForestSample sample = forest.Sample
            ?? throw new ArgumentException("The infinitesimal jackknife needs a forest grown from bootstrap samples.", nameof(forest));
        context ??= FitContext.Default;
        _forest = forest;
        _units = sample.Units;
        var counts = new byte[forest.TreeCount][];
        ParallelLoop.For(counts.Length, context, tree => counts[tree] = sample.CountUnits(tree));
        _gram = Gram(counts, _units, context);
    }

    /// <summary>Estimates the variance of the forest's prediction for one row.</summary>
    public ForestVariance Estimate(ReadOnlySpan<float> row)
    {
        var deviations = new double[_forest.TreeCount];
        _forest.PredictEach(row, deviations);
        double mean = TensorPrimitives.Sum<double>(deviations) / deviations.Length;
        TensorPrimitives.Subtract(deviations, mean, deviations);
        double quadratic = 0;
        for (int tree = 0; tree < deviations.Length; tree++)
        {
            quadratic += deviations[tree] * TensorPrimitives.Dot<double>(_gram.Row(tree), deviations);
        }

        double squaredTrees = (double)deviations.Length * deviations.Length;
        double uncorrected = quadratic / squaredTrees;
        double bias = _units / squaredTrees * TensorPrimitives.SumOfSquares<double>(deviations);
        return new ForestVariance(mean, uncorrected, uncorrected - bias);
    }

    /// <summary>N Nᵀ, exact: counts are whole numbers.</summary>
    private static Matrix<double> Gram(byte[][] counts, int units, FitContext context)
    {
        var gram = new Matrix<double>(counts.Length, counts.Length);
        var chunk = new Matrix<float>(counts.Length, Math.Min(ChunkUnits, units));
        for (int start = 0; start < units; start += ChunkUnits)
        {
            int length = Math.Min(ChunkUnits, units - start);
            for (int tree = 0; tree < counts.Length; tree++)
            {
                TensorPrimitives.ConvertTruncating<byte, float>(counts[tree].AsSpan(start, length), chunk.Row(tree));
            }

            ParallelLoop.For(counts.Length, context, tree =>
            {
                for (int other = 0; other < counts.Length; other++)
                {
                    gram[tree, other] += TensorPrimitives.Dot<float>(chunk.Row(tree)[..length], chunk.Row(other)[..length]);
                }
            });
        }

        return gram;
    }
}

/// <summary>A forest's prediction with its estimated sampling variance, the square of its standard error.</summary>
/// <param name="Mean">The prediction t̄(x).</param>
/// <param name="Uncorrected">V_IJ, biased upwards when there are few trees.</param>
/// <param name="Variance">V_IJ-U, unbiased; it can be negative when there are fewer trees than rows, which says "too few trees".</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ForestVariance(double Mean, double Uncorrected, double Variance)
{
    /// <summary>Mean ± z standard errors; a negative variance counts as 0.</summary>
    /// <param name="z">Quantile of the standard normal, 1.96 for 95 %.</param>
    public (double Low, double High) Interval(double z = 1.96)
    {
        double halfWidth = z * Math.Sqrt(Math.Max(0, Variance));
        return (Mean - halfWidth, Mean + halfWidth);
    }
}
