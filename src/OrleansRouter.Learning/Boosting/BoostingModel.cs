using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Ensembles;

namespace OrleansRouter.Learning.Boosting;

/// <summary>A fitted boosted regression: an initial score plus the sum of the trees.</summary>
public sealed class BoostingModel : IRegressionModel
{
    private const string Section = "boosting";

    private readonly TreeEnsemble _trees;

    internal BoostingModel(double initialScore, TreeEnsemble trees)
    {
        InitialScore = initialScore;
        _trees = trees;
    }

    /// <inheritdoc/>
    public int FeatureCount => _trees.FeatureCount;

    /// <summary>Number of trees.</summary>
    public int TreeCount => _trees.TreeCount;

    /// <summary>The score before the first tree.</summary>
    public double InitialScore { get; }

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<float> row) => InitialScore + _trees.Sum(row);

    /// <inheritdoc/>
    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        ArgumentNullException.ThrowIfNull(features);
        _trees.Sum(features, predictions);
        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction = InitialScore + prediction;
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Section(Section, 1);
        writer.Write(InitialScore);
        TreeEnsembleFormat.Write(_trees, writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static BoostingModel Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Section(Section, 1);
        double initialScore = reader.ReadDouble();
        return double.IsFinite(initialScore)
            ? new BoostingModel(initialScore, TreeEnsembleFormat.Read(reader))
            : throw new ModelFormatException($"The initial score of a boosted model is {initialScore}; expected a finite number.");
    }
}
