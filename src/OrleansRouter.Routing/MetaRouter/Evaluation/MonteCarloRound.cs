using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>What one round of the comparison gave.</summary>
/// <param name="Efficiencies">Per router TE at every usage ratio.</param>
/// <param name="Factor">c of the normalisation.</param>
/// <param name="Overlap">How far gold and preference overlapped.</param>
/// <param name="Shifts">Per router that estimates a shift what the floors did.</param>
internal sealed record MonteCarloRound(
    IReadOnlyDictionary<string, double[]> Efficiencies, double Factor, OverlapReport Overlap, IReadOnlyDictionary<string, CateFit> Shifts)
{
    public const string Oracle = "oracle";
    public const string Random = "random";
    public const string SampledRandom = "random-sampled";
    public const string PublishedSuffix = "-published";

    /// <summary>Runs round <paramref name="round"/>.</summary>
    public static MonteCarloRound Run(
        PairedLabels labels, MetaRouterEvaluationOptions options, IReadOnlyList<double> usageRatios, int round, FitContext context)
    {
        var rng = Rng.Stream(options.Seed, (ulong)round);
        var split = MonteCarloSplit.Draw(labels, options, rng);
        ulong seed = rng.NextUInt64();
        double[] gains = [.. split.Test.Select(i => labels.Gold[i])];
        Matrix<float> test = labels.Features.SelectRows(split.Test);
        (GainProblem problem, OverlapReport overlap) = GainProblem.Of(Show(labels, split), options.Method, seed).Truncate(context);
        var published = GainProblem.Of(Show(labels, split), options.Method.AsPublished(), seed);
        var efficiencies = new Dictionary<string, double[]>
        {
            [Oracle] = Efficiency(FitOracle(labels, split, options.Method, seed, context)),
            [Random] = [.. usageRatios.Select(ratio => ratio * gains.Sum())],
            [SampledRandom] = EfficiencyCurve.Of([.. gains.Select(_ => rng.NextDouble())], gains, usageRatios),
        };
        Dictionary<string, CateFit> shifts = [];
        foreach (string name in options.Routers)
        {
            bool isPublished = name.EndsWith(PublishedSuffix, StringComparison.Ordinal);
            IGainEstimator estimator = GainEstimators.Get(isPublished ? name[..^PublishedSuffix.Length] : name);
            GainFit fit = estimator.Fit(isPublished ? published : problem, seed, context);
            efficiencies[name] = Efficiency(fit.Model);
            if (fit.Shift is { } shift)
            {
                shifts[name] = shift;
            }
        }

        return new MonteCarloRound(efficiencies, problem.Factor, overlap, shifts);

        double[] Efficiency(IRegressionModel model)
        {
            var predictions = new double[test.Rows];
            model.Predict(test, predictions);
            return EfficiencyCurve.Of(predictions, gains, usageRatios);
        }
    }

    /// <summary>What the round shows: gold gains of its gold rows, preferences of the others.</summary>
    internal static CausalData Show(PairedLabels labels, MonteCarloSplit split)
    {
        int[] rows = [.. split.Gold, .. split.Preference];
        return new CausalData
        {
            Features = labels.Features.SelectRows(rows),
            Treated = [.. rows.Select((_, i) => i < split.Gold.Length)],
            Outcomes = [.. split.Gold.Select(i => labels.Gold[i]), .. split.Preference.Select(i => labels.Preference[i])],
        };
    }

    /// <summary>The benchmark that sees gold labels of all rows that others learn from.</summary>
    private static IRegressionModel FitOracle(PairedLabels labels, MonteCarloSplit split, MetaRouterOptions options, ulong seed, FitContext context)
    {
        int[] rows = [.. split.Gold, .. split.Preference];
        return LearnerSets.Get(options.Learner).Gain.Fit(labels.Features.SelectRows(rows), [.. rows.Select(i => labels.Gold[i])], null, seed, context);
    }
}
