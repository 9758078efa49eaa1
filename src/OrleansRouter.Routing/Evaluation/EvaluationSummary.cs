using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Evaluation;

/// <summary>Turns ledgers into points and curves: means, standard errors over splits, bootstrap intervals over queries.</summary>
internal sealed class EvaluationSummary
{
    private static readonly double[] ScoreShares = [0.95, 0.98, 1];

    private readonly Dictionary<string, OutcomeLedger[]> _ledgers;
    private readonly Preference[] _preferences;
    private readonly Means _means;
    private readonly Means[] _resampled;

    public EvaluationSummary(
        int queries, Dictionary<string, OutcomeLedger[]> ledgers, Preference[] preferences, EvaluationOptions options, FitContext context)
    {
        _ledgers = ledgers;
        _preferences = preferences;
        double[] once = new double[queries];
        once.AsSpan().Fill(1);
        _means = MeansOf(once);
        _resampled = Bootstrap.Resample(queries, MeansOf, options.Resamples, options.FirstSeed, context);
    }

    public IReadOnlyList<PolicyPoint> Points(string policy) => [.. _preferences.Select((preference, w) =>
    {
        RowOutcome mean = _means[policy][w];
        double Utility(Means means) => means[policy][w].Utility(preference);
        double Regret(Means means) => OracleRegret.Of(means[FamilyEvaluation.OracleName][w].Utility(preference), Utility(means));
        return new PolicyPoint
        {
            CostWeight = preference.CostWeight,
            Score = mean.Score,
            CostUsd = mean.CostUsd,
            NormalisedCost = mean.NormalisedCost,
            Utility = Utility(_means),
            UtilityStandardError = Moments.Of(_ledgers[policy][w].SplitMeans.Select(m => m.Utility(preference))).StandardError,
            Utility95 = Interval95(Utility),
            Regret = Regret(_means),
            Regret95 = Interval95(Regret),
        };
    })];

    public CurveMetrics Curve(string policy) => new()
    {
        AverageImprovementInQuality = Estimate(m => m.Area(policy, AverageImprovementInQuality.Of)),
        DeferralArea = Estimate(m => m.Area(policy, DeferralCurve.NormalisedArea)),
        CostSaved = [.. ScoreShares.Select(share => new SavedCost(
            share,
            CostSaving.Of(_means.Points(policy), _means.BestFixed, share),
            Interval95(m => CostSaving.Of(m.Points(policy), m.BestFixed, share) ?? double.NaN)))],
    };

    private Means MeansOf(double[] counts) => new(_ledgers.ToDictionary(
        l => l.Key, l => l.Value.Select(ledger => ledger.Mean(counts)).ToArray()));

    private Estimate Estimate(Func<Means, double> statistic) => new(statistic(_means), Interval95(statistic));

    private Interval? Interval95(Func<Means, double> statistic) =>
        Bootstrap.Interval95(_resampled.Select(m => m.IsDefined ? statistic(m) : double.NaN));

    /// <summary>Per policy its mean outcome at every cost weight.</summary>
    private sealed class Means(Dictionary<string, RowOutcome[]> byPolicy)
    {
        /// <summary>False when a sample drew no tested query.</summary>
        public bool IsDefined => !double.IsNaN(byPolicy[FamilyEvaluation.OracleName][0].Score);

        /// <summary>The best fixed model at the smallest cost weight, what cost savings are measured against.</summary>
        public OperatingPoint BestFixed => Point(byPolicy["best-fixed"][0]);

        public RowOutcome[] this[string policy] => byPolicy[policy];

        /// <summary>The policy at every cost weight, and the cheapest model, with which any policy can be mixed.</summary>
        public IEnumerable<OperatingPoint> Points(string policy) => byPolicy[policy].Append(byPolicy["cheapest"][0]).Select(Point);

        /// <summary>The curve from the cheapest model's cost to the best fixed model's.</summary>
        public double Area(string policy, Func<IEnumerable<OperatingPoint>, double, double, double> area)
        {
            double cheapest = byPolicy["cheapest"][0].CostUsd;
            return area(Points(policy), cheapest, Math.Max(cheapest, BestFixed.Cost));
        }

        private static OperatingPoint Point(RowOutcome outcome) => new(outcome.CostUsd, outcome.Score);
    }
}
