using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>
/// Extremely randomised trees for regression: at each split every tried feature gets one random threshold and the best of them is taken.
/// NaN features are missing values; they go to a random side.
/// </summary>
/// <param name="options">Number and size of the trees, sampling, binning.</param>
[Paper("Geurts, Ernst, Wehenkel 2006", "table 1")]
public sealed class ExtraTreesRegressor(ForestOptions options) : IRegressor
{
    private readonly ForestOptions _options = FitGuard.Validated(options);

    /// <summary>Extra trees with the default options, <see cref="ForestOptions.ExtraTrees"/>.</summary>
    public ExtraTreesRegressor() : this(ForestOptions.ExtraTrees)
    {
    }

    /// <inheritdoc/>
    public string Name => "extra-trees";

    /// <inheritdoc/>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        var rows = TrainingRows.Of(features, targets, weights, _options.MaxBins, context);
        return new ForestTrainer(_options, randomThresholds: true, rows, targets, seed).Fit(context);
    }

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => ForestModel.Read(reader);
}
