using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>
/// Random forest for regression (Breiman 2001) over binned features: bootstrap samples, random features at each split, splits by squared error.
/// NaN features are missing values; at each split they go to the side where they reduce the error most.
/// </summary>
/// <param name="options">Number and size of the trees, sampling, binning.</param>
public sealed class RandomForestRegressor(ForestOptions options) : IPartedRegressor
{
    /// <summary>Rows times trees of a part: smaller ones take less time than binning the rows once more.</summary>
    private const long PartSize = 1_000_000;

    private readonly ForestOptions _options = FitGuard.Validated(options);

    /// <summary>A forest with the default options.</summary>
    public RandomForestRegressor() : this(new ForestOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "random-forest";

    /// <inheritdoc/>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context) =>
        FitForest(features, targets, weights, seed, context);

    /// <summary>Like <see cref="Fit"/>, with the forest's own type.</summary>
    public ForestModel FitForest(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context) =>
        Trainer(features, targets, weights, seed, context).Fit(context);

    /// <summary>Fits, and predicts every row by the trees that did not see it.</summary>
    /// <exception cref="ArgumentException">The data are not valid, or the options switch the bootstrap off.</exception>
    public (ForestModel Model, OutOfBag OutOfBag) FitOutOfBag(
        Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        ForestTrainer trainer = Trainer(features, targets, weights, seed, context);
        ForestModel model = trainer.Fit(context);
        double[] predictions = OutOfBag.Predict(model, trainer.InBag, features, _options, context);
        return (model, new OutOfBag(predictions, OutOfBag.RSquared(predictions, targets, weights)));
    }

    /// <inheritdoc/>
    public int PartsOf(int rows) => (int)Math.Clamp((long)rows * _options.Trees / PartSize, 1, _options.Trees);

    /// <inheritdoc/>
    public IRegressionModel FitPart(int part, Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        int parts = PartsOf(features.Rows);
        return Trainer(features, targets, weights, seed, context).Fit(part * _options.Trees / parts, (part + 1) * _options.Trees / parts, context);
    }

    /// <inheritdoc/>
    public IRegressionModel Join(IReadOnlyList<IRegressionModel> parts) => ForestModel.Join([.. parts.Cast<ForestModel>()]);

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => ForestModel.Read(reader);

    private ForestTrainer Trainer(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        var rows = TrainingRows.Of(features, targets, weights, _options.MaxBins, context);
        return new ForestTrainer(_options, randomThresholds: false, rows, targets, seed);
    }
}
