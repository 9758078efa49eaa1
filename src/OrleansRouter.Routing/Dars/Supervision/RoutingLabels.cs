using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Dars.Supervision;

/// <summary>
/// The labels of n queries and K models in every form that routers learn from: regression targets (q̄, c̄, σ), and from their utilities hard
/// labels, soft labels, pairwise and listwise preferences.
/// </summary>
/// <param name="Models">The K model ids.</param>
/// <param name="Quality">n × K mean qualities; NaN where a model was not observed.</param>
/// <param name="Cost">n × K mean normalised costs; NaN likewise.</param>
/// <param name="Risk">n × K risks, NaN where the observations do not show one; null for labels without risk.</param>
public sealed record RoutingLabels(IReadOnlyList<string> Models, Matrix<double> Quality, Matrix<double> Cost, Matrix<double>? Risk)
{
    /// <summary>U(x,k) of every model on a query; an unknown risk counts 0, an unknown quality makes NaN.</summary>
    public double[] Utilities(int query, Preference preference)
    {
        double[] utilities = new double[Models.Count];
        for (int k = 0; k < utilities.Length; k++)
        {
            double risk = Risk is { } known && !double.IsNaN(known[query, k]) ? known[query, k] : 0;
            utilities[k] = preference.Utility(Quality[query, k], Cost[query, k], risk);
        }

        return utilities;
    }

    /// <summary>These labels; without risk where some model has none on any query, so that no router could learn it.</summary>
    internal RoutingLabels WithRiskOfEveryModel() => HasRiskOfEveryModel ? this : this with { Risk = null };

    private bool HasRiskOfEveryModel => Risk is { } risk && Enumerable.Range(0, risk.Columns).All(k =>
        Enumerable.Range(0, risk.Rows).Any(i => !double.IsNaN(risk[i, k])));

    /// <summary>argmax_k U.</summary>
    public int Hard(int query, Preference preference) => HardLabel.Of(Utilities(query, preference));

    /// <summary>softmax(U / T).</summary>
    public double[] Soft(int query, Preference preference, double temperature)
    {
        double[] target = new double[Models.Count];
        SoftLabel.Fill(Utilities(query, preference), temperature, target);
        return target;
    }

    /// <summary>Every pair whose utilities differ by more than <paramref name="margin"/>.</summary>
    public IReadOnlyList<ModelPreference> Pairs(int query, Preference preference, double margin = 0) =>
        PairwisePreferences.Of(Utilities(query, preference), margin);

    /// <summary>All models, best first.</summary>
    public int[] Ranking(int query, Preference preference) => ListwisePreference.Of(Utilities(query, preference));

    /// <summary>What router families learn from: costs are normalised already, so that the cost cap is 1.</summary>
    /// <param name="features">n × d embeddings of the queries.</param>
    public TrainingSet ToTrainingSet(Matrix<float> features) => new TrainingSet
    {
        Models = Models,
        Features = features,
        Quality = Quality,
        CostUsd = Cost,
        Risk = Risk,
        CostCapUsd = 1,
    }.Validated();
}
