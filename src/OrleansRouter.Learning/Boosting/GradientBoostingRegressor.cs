using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Boosting;

/// <summary>
/// Gradient boosting of trees for squared error, with second-order splits over binned features.
/// NaN features are missing values; at each split they go to the side where they reduce the loss most.
/// </summary>
/// <param name="options">Rounds, shrinkage, size and penalties of the trees, sampling, early stopping, binning.</param>
public sealed class GradientBoostingRegressor(BoostingOptions options) : IRegressor
{
    private readonly BoostingOptions _options = FitGuard.Validated(options);

    /// <summary>Boosting with the default options.</summary>
    public GradientBoostingRegressor() : this(new BoostingOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "gradient-boosting";

    /// <inheritdoc/>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context) =>
        FitTraced(features, targets, weights, seed, context).Model;

    /// <summary>Like <see cref="Fit"/>, with the mean held-out loss, ½(y − ŷ)², after each round (empty without a validation share).</summary>
    public (BoostingModel Model, IReadOnlyList<double> ValidationLosses) FitTraced(
        Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        BoostingTrace trace = new BoostingTrainer(_options, new SquaredLoss(), features, targets, weights, seed, context).Fit();
        return (new BoostingModel(trace.InitialScore, trace.Trees), trace.ValidationLosses);
    }

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => BoostingModel.Read(reader);
}
