using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>A linear function ŷ = b + βᵀx.</summary>
/// <param name="coefficients">β, length d. Treat as read-only.</param>
/// <param name="intercept">b.</param>
public sealed class LinearModel(double[] coefficients, double intercept) : IRegressionModel
{
    private const string SectionName = "linear";

    /// <summary>β, length d. Treat as read-only.</summary>
    public double[] Coefficients { get; } = coefficients;

    /// <summary>b.</summary>
    public double Intercept { get; } = intercept;

    /// <inheritdoc/>
    public int FeatureCount => Coefficients.Length;

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<float> row) => Intercept + MixedDot.Dot(row, Coefficients);

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(Coefficients);
        writer.Write(Intercept);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static LinearModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        var model = new LinearModel(reader.ReadDoubles(), reader.ReadDouble());
        return double.IsFinite(model.Intercept) && Array.TrueForAll(model.Coefficients, double.IsFinite)
            ? model
            : throw new ModelFormatException("The linear model is damaged: a coefficient is not finite.");
    }
}
