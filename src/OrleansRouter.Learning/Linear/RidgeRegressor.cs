using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Linear;

/// <summary>Ridge regression of one target: β̂ = argmin Σ wᵢ(yᵢ − b − xᵢᵀβ)² + λ‖β‖².</summary>
/// <param name="options">The penalty or its grid, intercept, standardisation.</param>
[Paper("Hoerl, Kennard 1970", "ridge estimator")]
public sealed class RidgeRegressor(RidgeOptions options) : IRegressor
{
    private readonly RidgeOptions _options = options.Validated();

    /// <summary>Ridge regression whose penalty is chosen by the exact leave-one-out error.</summary>
    public RidgeRegressor() : this(new RidgeOptions())
    {
    }

    /// <inheritdoc/>
    public string Name => "ridge";

    /// <inheritdoc/>
    /// <remarks>Nothing is random: <paramref name="seed"/> changes nothing.</remarks>
    public IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        FitGuard.Check(features, targets.Length, weights);
        FitGuard.CheckTargets(targets);
        MultiLinearModel model = MultiRidge.Fit(features, new Matrix<double>(targets.Length, 1, targets), weights, _options, context).Model;
        return new LinearModel(model.Coefficients.Values, model.Intercepts[0]);
    }

    /// <inheritdoc/>
    public IRegressionModel Read(ModelReader reader) => LinearModel.Read(reader);
}
