using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Boosting;

/// <summary>A fitted boosted classification: the logistic function of a boosted score.</summary>
/// <param name="scores">The model of the log-odds.</param>
public sealed class BoostingClassificationModel(BoostingModel scores) : IClassificationModel
{
    private const string Section = "boosting-classification";

    /// <summary>The model of the log-odds.</summary>
    public BoostingModel Scores { get; } = scores;

    /// <inheritdoc/>
    public int FeatureCount => Scores.FeatureCount;

    /// <inheritdoc/>
    public double PredictProbability(ReadOnlySpan<float> row) => LogisticLoss.Probability(Scores.Predict(row));

    /// <inheritdoc/>
    public void PredictProbability(Matrix<float> features, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(features);
        Scores.Predict(features, probabilities);
        foreach (ref double value in probabilities[..features.Rows])
        {
            value = LogisticLoss.Probability(value);
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Section(Section, 1);
        Scores.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static BoostingClassificationModel Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Section(Section, 1);
        return new BoostingClassificationModel(BoostingModel.Read(reader));
    }
}
