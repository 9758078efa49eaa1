using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>Logistic regression: P(y = 1|x) = σ(b + βᵀx), by penalised maximum likelihood.</summary>
/// <remarks>
/// Where all labels of positive weight are equal the likelihood has no maximum; the model is then the constant probability that lies
/// 10⁻⁹ from the label.
/// </remarks>
/// <param name="options">Penalty, intercept, standardisation.</param>
public sealed class LogisticClassifier(LogisticOptions options) : IClassifier
{
    private const double Certainty = 1e-9;

    private readonly LogisticOptions _options = FitGuard.Validated(options);

    /// <summary>Logistic regression with penalty 1 and an intercept.</summary>
    public LogisticClassifier() : this(new LogisticOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "logistic";

    /// <inheritdoc/>
    /// <remarks>Nothing is random: <paramref name="seed"/> changes nothing.</remarks>
    /// <exception cref="InvalidOperationException">Newton's method does not converge.</exception>
    public IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(labels);
        FitGuard.Check(features, labels.Length, weights);
        context.CancellationToken.ThrowIfCancellationRequested();
        bool[] seen = [.. labels.Where((_, i) => weights is null || weights[i] > 0).Distinct()];
        if (seen.Length == 1)
        {
            double logit = Math.Log((1 - Certainty) / Certainty);
            return new LogisticModel(new LinearModel(new double[features.Columns], seen[0] ? logit : -logit));
        }

        var statistics = GramStatistics.Compute(features, new Matrix<double>(features.Rows, 0), weights, context);
        var scaling = FeatureScaling.Of(statistics, _options.Intercept, _options.Standardise);
        double[] point = LogisticSolver.Minimise(
            features.Columns, at => LogisticStatistics.Compute(features, labels, weights, scaling, at, context), _options, context);
        return LogisticModel.FromScaled(point, scaling);
    }

    /// <inheritdoc/>
    public IClassificationModel Read(ModelReader reader) => LogisticModel.Read(reader);
}
