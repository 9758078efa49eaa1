using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Decomposition;

/// <summary>Fitted principal components: z = (x − x̄)·componentsᵀ, divided by the standard deviations when whitening.</summary>
public sealed class PcaModel : IModel
{
    private const string SectionName = "pca";

    private readonly double[] _offsets;
    private readonly double[] _scales;

    internal PcaModel(double[] mean, Matrix<double> components, double[] explainedVariance, bool whiten, double residual)
    {
        Mean = mean;
        Components = components;
        ExplainedVariance = explainedVariance;
        Whiten = whiten;
        Residual = residual;
        _offsets = [.. Enumerable.Range(0, components.Rows).Select(k => components.Row(k).ToArray().Zip(mean, (c, m) => c * m).Sum())];
        _scales = [.. explainedVariance.Select(v => whiten ? 1 / Math.Sqrt(v) : 1)];
    }

    /// <summary>x̄, length d. Treat as read-only.</summary>
    public double[] Mean { get; }

    /// <summary>One unit vector a row, r × d, by falling variance; the largest entry by magnitude of each is positive. Treat as read-only.</summary>
    public Matrix<double> Components { get; }

    /// <summary>Variance along each component, divisor n − 1, length r. Treat as read-only.</summary>
    public double[] ExplainedVariance { get; }

    /// <summary>Whether projections have unit variance.</summary>
    public bool Whiten { get; }

    /// <summary>
    /// The largest ‖Sv − λv‖/λ₁ over the components: at most 10⁻¹⁰ unless the spectrum is too flat for them to be told apart,
    /// and 0 where it was not measured because a direct method was used.
    /// </summary>
    public double Residual { get; }

    /// <inheritdoc/>
    public int FeatureCount => Mean.Length;

    /// <summary>Projects one row; allocates nothing.</summary>
    /// <param name="row">Length d.</param>
    /// <param name="projection">Destination, length r.</param>
    public void Transform(ReadOnlySpan<float> row, Span<float> projection)
    {
        for (int k = 0; k < _offsets.Length; k++)
        {
            projection[k] = (float)((MixedDot.Dot(row, Components.Row(k)) - _offsets[k]) * _scales[k]);
        }
    }

    /// <summary>Projects every row.</summary>
    public Matrix<float> Transform(Matrix<float> features, FitContext context)
    {
        var projections = new Matrix<float>(features.Rows, Components.Rows);
        ParallelLoop.For(features.Rows, context, i => Transform(features.Row(i), projections.Row(i)));
        return projections;
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(Mean);
        writer.Write(Components);
        writer.Write(ExplainedVariance);
        writer.Write(Whiten);
        writer.Write(Residual);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static PcaModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        double[] mean = reader.ReadDoubles();
        Matrix<double> components = reader.ReadDoubleMatrix();
        double[] variance = reader.ReadDoubles();
        return components.Columns == mean.Length && components.Rows == variance.Length
            ? new PcaModel(mean, components, variance, reader.ReadBoolean(), reader.ReadDouble())
            : throw new ModelFormatException(
                $"{components.Rows} × {components.Columns} principal components carry {mean.Length} means and {variance.Length} variances.");
    }
}
