using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>What one round of the comparison gave.</summary>
/// <param name="Efficiencies">Per router TE at every usage ratio.</param>
/// <param name="Factor">c of the normalisation.</param>
/// <param name="Overlap">How far gold and preference overlapped.</param>
/// <param name="Shifts">Per router that estimates a shift what the floors did.</param>
internal sealed record MonteCarloRound(
    IReadOnlyDictionary<string, double[]> Efficiencies, double Factor, OverlapReport Overlap, IReadOnlyDictionary<string, ShiftCounts> Shifts)
{
    public const string Oracle = "oracle";
    public const string Random = "random";
    public const string SampledRandom = "random-sampled";
    private const string PublishedSuffix = "-published";
    private const string SectionName = "monte-carlo-round";

    /// <summary>Runs round <paramref name="round"/>.</summary>
    public static MonteCarloRound Run(PairedLabels labels, MetaRouterEvaluationOptions options, int round, FitContext context)
    {
        double[] usageRatios = options.UsageRatios();
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
        Dictionary<string, ShiftCounts> shifts = [];
        foreach (string name in options.Routers)
        {
            (IGainEstimator estimator, bool isPublished) = EstimatorOf(name);
            GainFit fit = estimator.Fit(isPublished ? published : problem, seed, context);
            efficiencies[name] = Efficiency(fit.Model);
            if (fit.Shift is { } shift)
            {
                shifts[name] = new ShiftCounts(shift.Rows, shift.ClippedPropensities, shift.DroppedRows, shift.BoundedEffects);
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

    /// <summary>What is meant by the name of a router.</summary>
    /// <exception cref="ArgumentException">There is no such estimator; the message lists those that exist.</exception>
    public static (IGainEstimator Estimator, bool IsPublished) EstimatorOf(string router) => router.EndsWith(PublishedSuffix, StringComparison.Ordinal)
        ? (GainEstimators.Get(router[..^PublishedSuffix.Length]), true)
        : (GainEstimators.Get(router), false);

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write([.. Efficiencies.Keys]);
        writer.Write([.. Shifts.Keys]);
        foreach (double[] efficiency in Efficiencies.Values)
        {
            writer.Write(efficiency.AsSpan());
        }

        foreach (ShiftCounts shift in Shifts.Values)
        {
            writer.Write([shift.Rows, shift.ClippedPropensities, shift.DroppedRows, shift.BoundedEffects]);
        }

        writer.Write(Factor);
        Overlap.Write(writer);
    }

    public static MonteCarloRound Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        (string[] routers, string[] shifted) = (reader.ReadStrings(), reader.ReadStrings());
        var efficiencies = routers.ToDictionary(name => name, _ => reader.ReadDoubles());
        var shifts = shifted.ToDictionary(name => name, _ => reader.ReadDoubles() is [var rows, var clipped, var dropped, var bounded]
            ? new ShiftCounts(rows, clipped, dropped, bounded)
            : throw new ModelFormatException($"Section '{SectionName}': a shift has four counts."));
        return new MonteCarloRound(efficiencies, reader.ReadDouble(), OverlapReport.Read(reader), shifts);
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
