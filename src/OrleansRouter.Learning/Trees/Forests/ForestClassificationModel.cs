using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Trees;

/// <summary>A forest whose trees predict probabilities.</summary>
/// <param name="forest">The forest of 0/1 labels; its variances are those of the probability.</param>
public sealed class ForestClassificationModel(ForestModel forest) : IClassificationModel
{
    private const string Section = "forest-classification";

    /// <summary>The forest of 0/1 labels.</summary>
    public ForestModel Forest { get; } = forest;

    /// <inheritdoc/>
    public int FeatureCount => Forest.FeatureCount;

    /// <inheritdoc/>
    public double PredictProbability(ReadOnlySpan<float> row) => Forest.Predict(row);

    /// <inheritdoc/>
    public void PredictProbability(Matrix<float> features, Span<double> probabilities) => Forest.Predict(features, probabilities);

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Section(Section, 1);
        Forest.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, of a newer version, or hold values outside [0, 1].</exception>
    public static ForestClassificationModel Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Section(Section, 1);
        var forest = ForestModel.Read(reader);
        return forest.Trees.Trees().All(tree => tree.Values.All(value => value is >= 0 and <= 1))
            ? new ForestClassificationModel(forest)
            : throw new ModelFormatException("A leaf of a classification forest lies outside [0, 1].");
    }
}
