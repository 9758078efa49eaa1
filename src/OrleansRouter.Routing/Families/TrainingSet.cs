using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>What a family learns from: n embedded queries and the labels of K models.</summary>
public sealed record TrainingSet
{
    /// <summary>Model ids; column k of the label matrices belongs to model k.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>n × d embeddings.</summary>
    public required Matrix<float> Features { get; init; }

    /// <summary>n × K quality labels; NaN where a model has none.</summary>
    public required Matrix<double> Quality { get; init; }

    /// <summary>n × K costs in US dollars per call; NaN where unknown.</summary>
    public required Matrix<double> CostUsd { get; init; }

    /// <summary>n × K standard deviations of quality, or null when every query was observed once.</summary>
    public Matrix<double>? Risk { get; init; }

    /// <summary>τ &gt; 0: the cost that counts as 1; by default the 95th percentile of all known costs (BaRP).</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>n × K quality labels of a cheaper, biased judge, for families that fuse both; NaN where there is none, null (the default) without such a judge.</summary>
    public Matrix<double>? Preference { get; init; }

    /// <summary>K × f descriptions of the models, for families that read them; null (the default) when there are none.</summary>
    public Matrix<float>? ModelFeatures { get; init; }

    /// <summary>c̃ = min(cost / τ, 1).</summary>
    public double NormaliseCost(double costUsd) => Math.Min(costUsd / CostCapUsd, 1);

    /// <summary>Returns this set when a family can learn from it.</summary>
    /// <exception cref="ArgumentException">
    /// There are no rows or no models, sizes differ, a feature is not finite, a label is infinite, a cost is negative, the cost
    /// cap is not positive, a model has no quality label or no cost at all, or descriptions of models are not one finite row each.
    /// </exception>
    public TrainingSet Validated()
    {
        Require(Features.Rows > 0, "The training set has no rows.");
        Require(Models.Count > 0, "The training set has no models.");
        CheckShape(nameof(Quality), Quality);
        CheckShape(nameof(CostUsd), CostUsd);
        CheckShape(nameof(Risk), Risk ?? Quality);
        CheckShape(nameof(Preference), Preference ?? Quality);
        Require(CostCapUsd is > 0 and < double.PositiveInfinity, $"The cost cap is {CostCapUsd:R} USD; expected a positive number.");
        Require(Array.TrueForAll(Features.Values, float.IsFinite), "A feature is not finite.");
        Require(!Array.Exists(Quality.Values, double.IsInfinity), "A quality label is infinite.");
        Require(Preference is null || !Array.Exists(Preference.Values, double.IsInfinity), "A preference label is infinite.");
        Require(!Array.Exists(CostUsd.Values, double.IsInfinity), "A cost is infinite.");
        Require(!Array.Exists(CostUsd.Values, cost => cost < 0), "A cost is negative.");
        Require(
            ModelFeatures is null || (ModelFeatures.Rows == Models.Count && ModelFeatures.Columns > 0 && Array.TrueForAll(ModelFeatures.Values, float.IsFinite)),
            $"ModelFeatures is {ModelFeatures?.Rows} × {ModelFeatures?.Columns}; expected one row of finite numbers for each of the {Models.Count} models.");
        for (int k = 0; k < Models.Count; k++)
        {
            Require(HasLabel(Quality, k), $"Model '{Models[k]}' has no quality label in any of the {Features.Rows} rows.");
            Require(HasLabel(CostUsd, k), $"Model '{Models[k]}' has no known cost in any of the {Features.Rows} rows.");
        }

        return this;
    }

    private void CheckShape(string name, Matrix<double> labels) => Require(
        labels.Rows == Features.Rows && labels.Columns == Models.Count,
        $"{name} is {labels.Rows} × {labels.Columns}; expected {Features.Rows} rows × {Models.Count} models.");

    private static bool HasLabel(Matrix<double> labels, int model)
    {
        for (int i = 0; i < labels.Rows; i++)
        {
            if (double.IsFinite(labels[i, model]))
            {
                return true;
            }
        }

        return false;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
