using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>P(y = 1|x) = σ(b + βᵀx).</summary>
/// <param name="logit">b + βᵀx.</param>
public sealed class LogisticModel(LinearModel logit) : IClassificationModel
{
    private const string SectionName = "logistic";

    /// <summary>b + βᵀx, the log-odds.</summary>
    public LinearModel Logit { get; } = logit;

    /// <inheritdoc/>
    public int FeatureCount => Logit.FeatureCount;

    /// <summary>The model of x that <paramref name="point"/> (β, then b) is of x̃.</summary>
    public static LogisticModel FromScaled(double[] point, FeatureScaling scaling)
    {
        double[] coefficients = point[..^1];
        double intercept = scaling.ToOriginalUnits(coefficients, point[^1]);
        return new LogisticModel(new LinearModel(coefficients, intercept));
    }

    /// <inheritdoc/>
    public double PredictProbability(ReadOnlySpan<float> row) => Logistic.Sigmoid(Logit.Predict(row));

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        Logit.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static LogisticModel Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        return new LogisticModel(LinearModel.Read(reader));
    }
}
