using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>K linear functions ŷₖ = bₖ + βₖᵀx of the same d features.</summary>
public sealed class MultiLinearModel : IModel
{
    private const string SectionName = "multi-linear";

    /// <summary>Wraps coefficients without copying.</summary>
    /// <param name="coefficients">K × d, finite.</param>
    /// <param name="intercepts">Length K, finite.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite.</exception>
    public MultiLinearModel(Matrix<double> coefficients, double[] intercepts)
    {
        if (intercepts.Length != coefficients.Rows)
        {
            throw new ArgumentException($"{coefficients.Rows} rows of coefficients but {intercepts.Length} intercepts.", nameof(intercepts));
        }

        FitGuard.CheckFinite(coefficients, nameof(coefficients));
        FitGuard.CheckTargets(intercepts);
        Coefficients = coefficients;
        Intercepts = intercepts;
    }

    /// <summary>βₖ in row k, K × d. Treat as read-only.</summary>
    public Matrix<double> Coefficients { get; }

    /// <summary>bₖ, length K. Treat as read-only.</summary>
    public double[] Intercepts { get; }

    /// <inheritdoc/>
    public int FeatureCount => Coefficients.Columns;

    /// <summary>Number of targets K.</summary>
    public int TargetCount => Coefficients.Rows;

    /// <summary>Ŷ of all targets for one row; allocates nothing.</summary>
    /// <param name="row">Length d.</param>
    /// <param name="predictions">Destination, length K.</param>
    public void Predict(ReadOnlySpan<float> row, Span<double> predictions)
    {
        for (int k = 0; k < Intercepts.Length; k++)
        {
            predictions[k] = Intercepts[k] + MixedDot.Dot(row, Coefficients.Row(k));
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(Coefficients);
        writer.Write(Intercepts);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static MultiLinearModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        try
        {
            return new MultiLinearModel(reader.ReadDoubleMatrix(), reader.ReadDoubles());
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"The linear model is damaged: {e.Message}", e);
        }
    }
}
