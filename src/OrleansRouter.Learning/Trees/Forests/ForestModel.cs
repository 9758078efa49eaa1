using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Learning.Trees.Ensembles;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>A fitted forest: the mean over its trees.</summary>
[Paper("Breiman 2001", "definition 1.1 (regression: section 11)")]
public sealed class ForestModel : IRegressionModel
{
    private const string Section = "forest";

    internal ForestModel(TreeEnsemble trees, ForestSample? sample)
    {
        Trees = trees;
        Sample = sample;
    }

    /// <inheritdoc/>
    public int FeatureCount => Trees.FeatureCount;

    /// <summary>Number of trees B.</summary>
    public int TreeCount => Trees.TreeCount;

    /// <summary>Number of nodes of all trees.</summary>
    public int NodeCount => Trees.NodeCount;

    internal TreeEnsemble Trees { get; }

    /// <summary>What the bootstrap samples were drawn from; null for forests without.</summary>
    internal ForestSample? Sample { get; }

    /// <inheritdoc/>
    public double Predict(ReadOnlySpan<float> row) => Trees.Sum(row) / TreeCount;

    /// <inheritdoc/>
    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        ArgumentNullException.ThrowIfNull(features);
        Trees.Sum(features, predictions);
        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction /= TreeCount;
        }
    }

    /// <summary>The predictions of the single trees.</summary>
    /// <param name="row">One row.</param>
    /// <param name="predictions">Destination, length <see cref="TreeCount"/>.</param>
    public void PredictEach(ReadOnlySpan<float> row, Span<double> predictions) => Trees.PredictEach(row, predictions);

    /// <summary>Mean and variance over the trees. The variance is that of single trees, not of the forest's mean.</summary>
    public Moments PredictSpread(ReadOnlySpan<float> row)
    {
        var each = new double[TreeCount];
        PredictEach(row, each);
        return Moments.Of(each);
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Section(Section, 1);
        TreeEnsembleFormat.Write(Trees, writer);
        writer.Write(Sample is not null);
        writer.Write(Sample?.Seed ?? 0);
        writer.Write(Sample?.Units ?? 0);
    }

    /// <summary>The forest of the trees of several forests that were drawn from one sample, in their order.</summary>
    internal static ForestModel Join(IReadOnlyList<ForestModel> parts) =>
        new(new TreeEnsemble(parts[0].FeatureCount, [.. parts.SelectMany(part => part.Trees.Trees())]), parts[0].Sample);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    public static ForestModel Read(ModelReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        reader.Section(Section, 1);
        TreeEnsemble trees = TreeEnsembleFormat.Read(reader);
        bool sampled = reader.ReadBoolean();
        var sample = new ForestSample(reader.ReadUInt64(), reader.ReadInt32(0, int.MaxValue));
        return trees.TreeCount > 0
            ? new ForestModel(trees, sampled ? sample : null)
            : throw new ModelFormatException("A forest needs at least one tree.");
    }
}
