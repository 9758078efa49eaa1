using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Boosting;

/// <summary>
/// Gradient boosting of trees for binary probabilities: logistic loss, second-order splits over binned features.
/// NaN features are missing values; at each split they go to the side where they reduce the loss most.
/// </summary>
/// <param name="options">Rounds, shrinkage, size and penalties of the trees, sampling, early stopping, binning.</param>
public sealed class GradientBoostingClassifier(BoostingOptions options) : IClassifier
{
    private readonly BoostingOptions _options = FitGuard.Validated(options);

    /// <summary>Boosting with the default options.</summary>
    public GradientBoostingClassifier() : this(new BoostingOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "gradient-boosting";

    /// <inheritdoc/>
    public IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context) =>
        FitTraced(features, labels, weights, seed, context).Model;

    /// <summary>Like <see cref="Fit"/>, with the mean held-out logistic loss after each round (empty without a validation share).</summary>
    public (BoostingClassificationModel Model, IReadOnlyList<double> ValidationLosses) FitTraced(
        Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(labels);
        double[] targets = [.. labels.Select(label => label ? 1.0 : 0.0)];
        BoostingTrace trace = new BoostingTrainer(_options, new LogisticLoss(), features, targets, weights, seed, context).Fit();
        return (new BoostingClassificationModel(new BoostingModel(trace.InitialScore, trace.Trees)), trace.ValidationLosses);
    }

    /// <inheritdoc/>
    public IClassificationModel Read(ModelReader reader) => BoostingClassificationModel.Read(reader);
}
