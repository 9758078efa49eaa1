using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>
/// Extremely randomised trees for binary probabilities: at each split every tried feature gets one random threshold and the best of them is taken.
/// NaN features are missing values; they go to a random side.
/// </summary>
/// <param name="options">Number and size of the trees, sampling, binning.</param>
public sealed class ExtraTreesClassifier(ForestOptions options) : IClassifier
{
    private readonly ForestOptions _options = FitGuard.Validated(options);

    /// <summary>Extra trees with the default options, <see cref="ForestOptions.ExtraTrees"/>.</summary>
    public ExtraTreesClassifier() : this(ForestOptions.ExtraTrees)
    {
    }

    /// <inheritdoc/>
    public string Name => "extra-trees";

    /// <inheritdoc/>
    public IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double[] targets = [.. labels.Select(label => label ? 1.0 : 0.0)];
        var rows = TrainingRows.Of(features, targets, weights, _options.MaxBins, context);
        return new ForestClassificationModel(new ForestTrainer(_options, randomThresholds: true, rows, targets, seed).Fit(context));
    }

    /// <inheritdoc/>
    public IClassificationModel Read(ModelReader reader) => ForestClassificationModel.Read(reader);
}
