using MathNet.Numerics;

namespace OrleansRouter.Learning.Bandits;

/// <summary>P(X_k is the largest) = ∫ φ_k(t)·∏_{j≠k} Φ_j(t) dt for independent X_k ~ N(μ_k, σ_k²), by Gauss–Legendre quadrature.</summary>
/// <remarks>
/// Panels are at most 3.3 standard deviations of any variable long; with 12 nodes each the probabilities are within 1e-10 of the
/// integrals. A variable whose deviation is below 1e-10 of the largest counts as a constant.
/// </remarks>
public static class GaussianMaximum
{
    // 8.4 deviations hold all but 5e-17 of a normal distribution.
    private static readonly double[] Marks = [-8.4, -5.6, -2.8, 0, 2.8, 5.6, 8.4];
    private const double SmallestPanel = 0.5;
    private const double ConstantShare = 1e-10;
    private static readonly double[] Nodes, NodeWeights;

    static GaussianMaximum()
    {
        var rule = new MathNet.Numerics.Integration.GaussLegendreRule(0, 1, 12);
        Nodes = rule.Abscissas;
        NodeWeights = rule.Weights;
    }

    /// <summary>Computes the probabilities.</summary>
    /// <param name="means">μ, length K ≥ 1, finite.</param>
    /// <param name="deviations">σ, length K, finite and ≥ 0.</param>
    /// <param name="probabilities">Destination, length K; sums to 1. Of equal constants the first takes all.</param>
    public static void Probabilities(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations, Span<double> probabilities)
    {
        probabilities.Clear();
        double largest = Largest(means), constantBelow = ConstantShare * Largest(deviations);
        int constant = -1;
        double lower = double.NegativeInfinity;
        for (int k = 0; k < means.Length; k++)
        {
            bool isConstant = deviations[k] <= constantBelow;
            double bound = means[k] - largest + (isConstant ? 0 : Marks[0] * deviations[k]);
            constant = isConstant && (constant < 0 || means[k] > means[constant]) ? k : constant;
            lower = Math.Max(lower, bound);
        }

        // Differences to the largest mean keep all digits where they matter.
        Normal[] rivals = Rivals(means, deviations, largest, lower, constantBelow);
        Integrate(rivals, lower, probabilities);
        if (constant >= 0 && means[constant] - largest >= lower)
        {
            probabilities[constant] = rivals.Aggregate(1.0, (product, x) => product * x.Cdf(lower));
        }

        double sum = 0;
        foreach (double p in probabilities)
        {
            sum += p;
        }

        for (int k = 0; k < probabilities.Length; k++)
        {
            probabilities[k] /= sum;
        }
    }

    private static Normal[] Rivals(
        ReadOnlySpan<double> means, ReadOnlySpan<double> deviations, double origin, double lower, double constantBelow)
    {
        var rivals = new List<Normal>();
        for (int k = 0; k < means.Length; k++)
        {
            var normal = new Normal(k, means[k] - origin, deviations[k]);
            if (deviations[k] > constantBelow && normal.Mark(Marks[^1]) > lower)
            {
                rivals.Add(normal);
            }
        }

        return [.. rivals];
    }

    private static void Integrate(Normal[] rivals, double lower, Span<double> probabilities)
    {
        double start = lower;
        Span<double> cdf = rivals.Length <= 64 ? stackalloc double[rivals.Length] : new double[rivals.Length];
        foreach (double end in PanelEnds(rivals, lower))
        {
            for (int i = 0; i < Nodes.Length; i++)
            {
                double t = start + ((end - start) * Nodes[i]);
                double product = (end - start) * NodeWeights[i];
                for (int j = 0; j < rivals.Length; j++)
                {
                    cdf[j] = rivals[j].Cdf(t);
                    product *= cdf[j];
                }

                for (int j = 0; j < rivals.Length; j++)
                {
                    probabilities[rivals[j].Index] += product / cdf[j] * rivals[j].Density(t);
                }
            }

            start = end;
        }
    }

    /// <summary>Every mark of every variable, except those that follow another by less than half a deviation of their own.</summary>
    private static IEnumerable<double> PanelEnds(Normal[] rivals, double lower)
    {
        double last = lower;
        foreach ((double at, double deviation) in
            rivals.SelectMany(x => Marks.Select(m => (At: x.Mark(m), x.Deviation))).OrderBy(x => x.At))
        {
            if (at - last > SmallestPanel * deviation)
            {
                yield return last = at;
            }
        }
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = double.NegativeInfinity;
        foreach (double x in values)
        {
            largest = Math.Max(largest, x);
        }

        return largest;
    }

    private readonly record struct Normal(int Index, double Mean, double Deviation)
    {
        private static readonly double DensityScale = 1 / Math.Sqrt(2 * Math.PI);

        public double Mark(double deviations) => Mean + (deviations * Deviation);

        public double Cdf(double t) => 0.5 * SpecialFunctions.Erfc((Mean - t) / (Deviation * Constants.Sqrt2));

        public double Density(double t)
        {
            double z = (t - Mean) / Deviation;
            return DensityScale / Deviation * Math.Exp(-0.5 * z * z);
        }
    }
}
