using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Estimates;

/// <summary>A reward model, and what it expects of the training queries: where an outcome was seen, what the other outcomes predict for it.</summary>
/// <param name="PathModels">Per penalty the linear expectations of K qualities and K costs.</param>
/// <param name="Path">Per penalty n × K predicted qualities.</param>
/// <param name="Weights">α: how much each penalty counts, summing to 1.</param>
/// <param name="CostPenalty">The index of the penalty that costs take.</param>
/// <param name="Quality">n × K, q̂ = Σ αₚ·q̂ₚ.</param>
/// <param name="Cost">n × K, ĉ in [0, 1].</param>
internal sealed record RewardEstimates(
    IReadOnlyList<MultiLinearModel> PathModels,
    IReadOnlyList<Matrix<double>> Path,
    IReadOnlyList<double> Weights,
    int CostPenalty,
    Matrix<double> Quality,
    Matrix<double> Cost)
{
    /// <summary>The reward model with qualities Σₚ (αₚ + δₚ)·q̂ₚₖ.</summary>
    /// <param name="mix">δ, one per penalty.</param>
    public RewardModel Combine(ReadOnlySpan<float> mix)
    {
        int arms = Quality.Columns;
        var coefficients = new Matrix<double>(2 * arms, PathModels[0].FeatureCount);
        double[] intercepts = new double[2 * arms];
        for (int k = 0; k < 2 * arms; k++)
        {
            for (int p = 0; p < Path.Count; p++)
            {
                double weight = k < arms ? Weights[p] + mix[p] : p == CostPenalty ? 1 : 0;
                intercepts[k] += weight * PathModels[p].Intercepts[k];
                AddScaled(PathModels[p].Coefficients.Row(k), weight, coefficients.Row(k));
            }
        }

        return new RewardModel(new MultiLinearModel(coefficients, intercepts));
    }

    private static void AddScaled(ReadOnlySpan<double> x, double factor, Span<double> sum) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(x, factor, sum, sum);
}
