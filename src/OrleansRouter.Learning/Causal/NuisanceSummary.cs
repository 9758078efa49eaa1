namespace OrleansRouter.Learning.Causal;

/// <summary>How well the nuisances predict; out of sample where they were cross-fitted. What was not estimated is null.</summary>
/// <param name="TreatedShare">κ: share of rows with t = 1.</param>
/// <param name="MarginalRSquared">1 − Σ(o − γ̂)²/Σ(o − ō)²; 0 is no better than the mean, and it can be negative.</param>
/// <param name="TreatedRSquared">The same of μ̂₁ over the rows with t = 1.</param>
/// <param name="ControlRSquared">The same of μ̂₀ over the rows with t = 0.</param>
/// <param name="PropensityRSquared">The same of p̂ for t: 1 − Brier score/κ(1 − κ). Near 0 where t is random.</param>
/// <param name="MinPropensity">Smallest p̂ before clipping.</param>
/// <param name="MaxPropensity">Largest p̂ before clipping.</param>
public sealed record NuisanceSummary(
    double TreatedShare, double? MarginalRSquared, double? TreatedRSquared, double? ControlRSquared, double? PropensityRSquared,
    double? MinPropensity, double? MaxPropensity)
{
    /// <summary>Summarises the nuisances of <paramref name="data"/>.</summary>
    public static NuisanceSummary Of(CausalData data, Nuisances nuisances)
    {
        int[] all = [.. Enumerable.Range(0, data.Count)];
        double[] treated = [.. data.Treated.Select(t => t ? 1.0 : 0.0)];
        return new NuisanceSummary(
            treated.Average(),
            RSquared(data.Outcomes, nuisances.Marginal, all),
            RSquared(data.Outcomes, nuisances.TreatedOutcome, data.RowsWhere(treated: true)),
            RSquared(data.Outcomes, nuisances.ControlOutcome, data.RowsWhere(treated: false)),
            RSquared(treated, nuisances.Propensity, all),
            nuisances.Propensity?.Min(),
            nuisances.Propensity?.Max());
    }

    /// <summary>Null without predictions, or where the truth does not vary.</summary>
    private static double? RSquared(double[] truth, double[]? predictions, int[] rows)
    {
        if (predictions is null)
        {
            return null;
        }

        double mean = rows.Average(i => truth[i]);
        double total = rows.Sum(i => (truth[i] - mean) * (truth[i] - mean));
        return total > 0 ? 1 - (rows.Sum(i => (truth[i] - predictions[i]) * (truth[i] - predictions[i])) / total) : null;
    }
}
