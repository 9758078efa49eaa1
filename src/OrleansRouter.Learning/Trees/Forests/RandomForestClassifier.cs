using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Trees;

/// <summary>
/// Random forest for binary probabilities: a forest of regression trees on 0/1 labels, whose splits by squared error are splits by
/// Gini impurity; the probability is the mean over trees of the share of positive rows in the leaf. NaN features are missing values.
/// </summary>
/// <param name="options">Number and size of the trees, sampling, binning.</param>
public sealed class RandomForestClassifier(ForestOptions options) : IClassifier
{
    private readonly ForestOptions _options = FitGuard.Validated(options);

    /// <summary>A forest with the default options.</summary>
    public RandomForestClassifier() : this(new ForestOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "random-forest";

    /// <inheritdoc/>
    public IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context) =>
        FitForest(features, labels, weights, seed, context);

    /// <summary>Like <see cref="Fit"/>, with the forest's own type.</summary>
    public ForestClassificationModel FitForest(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context) =>
        new(Trainer(features, labels, weights, seed, context).Fit(context));

    /// <summary>Fits, and gives every row the probability by the trees that did not see it.</summary>
    /// <exception cref="ArgumentException">The data are not valid, or the options switch the bootstrap off.</exception>
    public (ForestClassificationModel Model, OutOfBag OutOfBag) FitOutOfBag(
        Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        ForestTrainer trainer = Trainer(features, labels, weights, seed, context);
        ForestModel model = trainer.Fit(context);
        double[] predictions = OutOfBag.Predict(model, trainer.InBag, features, _options, context);
        return (new ForestClassificationModel(model), new OutOfBag(predictions, OutOfBag.Accuracy(predictions, labels, weights)));
    }

    /// <inheritdoc/>
    public IClassificationModel Read(ModelReader reader) => ForestClassificationModel.Read(reader);

    private ForestTrainer Trainer(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double[] targets = [.. labels.Select(label => label ? 1.0 : 0.0)];
        var rows = TrainingRows.Of(features, targets, weights, _options.MaxBins, context);
        return new ForestTrainer(_options, randomThresholds: false, rows, targets, seed);
    }
}
