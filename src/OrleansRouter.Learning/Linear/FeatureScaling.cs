namespace OrleansRouter.Learning.Linear;

/// <summary>
/// The coordinates x̃ = (x − c)/s in which linear models are solved: c = x̄ with an intercept and 0 without, s = the weighted standard
/// deviations (divisor W) when standardising and 1 otherwise.
/// </summary>
public sealed class FeatureScaling
{
    private FeatureScaling(double[] centre, double[] scale)
    {
        Centre = centre;
        Scale = scale;
    }

    /// <summary>c, length d. Treat as read-only.</summary>
    public double[] Centre { get; }

    /// <summary>s, length d; 1 where a feature never varies. Treat as read-only.</summary>
    public double[] Scale { get; }

    /// <summary>The scaling of the rows that <paramref name="statistics"/> describes.</summary>
    public static FeatureScaling Of(GramStatistics statistics, bool intercept, bool standardise)
    {
        int d = statistics.FeatureCount;
        double[] centre = intercept ? statistics.Mean[..d] : new double[d];
        double[] scale = [.. Enumerable.Range(0, d).Select(j =>
            standardise && statistics.Scatter[j, j] > 0 ? Math.Sqrt(statistics.Scatter[j, j] / statistics.Weight) : 1)];
        return new FeatureScaling(centre, scale);
    }

    /// <summary>Writes x̃.</summary>
    internal void Read(ReadOnlySpan<float> row, Span<double> scaled)
    {
        for (int j = 0; j < Centre.Length; j++)
        {
            scaled[j] = (row[j] - Centre[j]) / Scale[j];
        }
    }

    /// <summary>Turns coefficients of x̃ into coefficients of x.</summary>
    /// <returns>The intercept of x where that of x̃ is <paramref name="intercept"/>.</returns>
    internal double ToOriginalUnits(Span<double> coefficients, double intercept)
    {
        for (int j = 0; j < Centre.Length; j++)
        {
            coefficients[j] /= Scale[j];
            intercept -= coefficients[j] * Centre[j];
        }

        return intercept;
    }
}
