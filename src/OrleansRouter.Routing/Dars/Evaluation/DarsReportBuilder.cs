using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Evaluation;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>Turns earnings into the report: means over views, draws, splits, families.</summary>
internal sealed class DarsReportBuilder(
    DarsData data, DarsData train, IReadOnlyList<DarsSplit> splits, SplitRun[] runs, IReadOnlyList<EvaluatedFamily> families,
    IReadOnlyList<LabelRecipe> recipes, EarningsTable table, DarsEvaluationOptions options, string encoder)
{
    private readonly string[] _families = [.. families.Select(family => family.Family.Name)];
    private readonly double _lambda = options.CostWeight;

    public DarsReport Build()
    {
        Dictionary<string, RouterComparison> routers = _families.ToDictionary(family => family, Compare);
        Dictionary<string, ViewUtility> points = FixedPoints();
        return new DarsReport
        {
            Source = data.Table.Source,
            IsSimulated = data.Table.IsSimulated,
            Lambda = _lambda,
            Beta = options.RiskAversion,
            Costs = data.CostSource.ToString().ToLowerInvariant(),
            ImputedCosts = data.ImputedCosts,
            Encoder = encoder,
            Models = data.Table.Models,
            Queries = data.Queries,
            TrainQueries = splits[0].Train.Length,
            TestQueries = runs[0].TestQueries,
            Splits = runs.Length,
            SingleShotRuns = options.SingleShotRuns,
            ObservationsPerPair = (double)train.Table.Count / (train.Queries * train.Models),
            Routers = routers,
            RoutersAhead = routers.Values.Count(router => router.Gain > 0),
            BestFixed = points["bestFixed"].Mean,
            Oracle = points["oracle"].Mean,
            Fixed = points,
            Ablation = options.Studies ? Ablation() : new Dictionary<string, VariantResult>(),
            SampleEfficiency = options.Studies ? SampleEfficiency() : [],
            Frontier = options.Studies ? _families.ToDictionary(family => family, Frontier) : [],
            RiskSensitivity = options.Studies ? RiskSensitivity() : [],
            ModelsLeftOut = data.ModelsLeftOut,
            QueriesLeftOut = data.QueriesLeftOut,
        };
    }

    private RouterComparison Compare(string family)
    {
        ViewUtility dars = Utility(family, LabelRecipe.Full);
        SampledUtility single = Sampled(family);
        var gains = Moments.Of(Splits.Select(s => Utility(s, family, LabelRecipe.Full).Mean - Utility(s, family, LabelRecipe.SingleShot).Mean));
        return new RouterComparison
        {
            SingleShot = single,
            Dars = dars,
            Gain = dars.Mean - single.Mean,
            GainInSd = single.Sd > 0 ? (dars.Mean - single.Mean) / single.Sd : null,
            GainStandardError = runs.Length > 1 ? gains.StandardError : null,
            ShareBeaten = Splits.Average(s => Draws(s, family, LabelRecipe.SingleShot)
                .Average(draw => draw.Mean < Utility(s, family, LabelRecipe.Full).Mean ? 1.0 : 0)),
        };
    }

    private SampledUtility Sampled(string family)
    {
        ViewUtility mean = Utility(family, LabelRecipe.SingleShot);
        return new SampledUtility(
            mean.Mean, Sd(u => u.Mean),
            mean.Rewrite, mean.Rewrite is null ? null : Sd(u => u.Rewrite!.Value),
            mean.Decode, mean.Decode is null ? null : Sd(u => u.Decode!.Value));

        // Between runs of the same split: splits differ by their queries, which is not what single-shot labels are blamed for.
        double Sd(Func<ViewUtility, double> view) => Math.Sqrt(Splits.Average(
            s => Moments.Of(Draws(s, family, LabelRecipe.SingleShot).Select(view)).Variance));
    }

    private Dictionary<string, ViewUtility> FixedPoints()
    {
        var points = new Dictionary<string, ViewUtility>
        {
            ["bestFixed"] = ViewUtility.Average([.. runs.Select(BestFixed)]),
            ["oracle"] = ViewUtility.Average([.. runs.Select(run => run.Views.Oracle(_lambda).Utility(_lambda))]),
        };
        foreach ((int k, string model) in data.Table.Models.Index())
        {
            points.Add(model, ViewUtility.Average([.. runs.Select(run => run.Views.Fixed(k).Utility(_lambda))]));
        }

        return points;
    }

    /// <summary>The best model of each view, as the paper reports it.</summary>
    private ViewUtility BestFixed(SplitRun run)
    {
        ViewUtility[] models = [.. Enumerable.Range(0, data.Models).Select(k => run.Views.Fixed(k).Utility(_lambda))];
        return ViewUtility.Of(models.Max(u => u.Rewrite), models.Max(u => u.Decode));
    }

    private Dictionary<string, VariantResult> Ablation() => recipes.Where(recipe => !char.IsAsciiDigit(recipe.Name[0])).ToDictionary(recipe => recipe.Name, recipe =>
    {
        Dictionary<string, ViewUtility> byFamily = _families.ToDictionary(family => family, family => Utility(family, recipe.Name));
        ViewUtility mean = ViewUtility.Average(byFamily.Values);
        return new VariantResult(mean.Mean, mean.Rewrite, mean.Decode, byFamily);
    });

    private List<ProtocolResult> SampleEfficiency() => [.. LabelRecipe.ProtocolsOf(train).Select(protocol =>
    {
        Dictionary<string, double> byFamily = _families.ToDictionary(
            family => family, family => Utility(family, LabelRecipe.ProtocolName(protocol.Rewrites, protocol.Decodes)).Mean);
        return new ProtocolResult(protocol.Rewrites, protocol.Decodes, byFamily.Values.Average(), byFamily);
    })];

    private FrontierComparison Frontier(string family)
    {
        return new FrontierComparison(Points(LabelRecipe.SingleShot), Points(LabelRecipe.Full));

        List<FrontierPoint> Points(string recipe) => [.. options.FrontierCostWeights.Select((weight, w) =>
        {
            Earnings[] earned = [.. Splits.SelectMany(s => table[s, family, recipe].Select(draw => draw[EarningsTable.FrontierStart + w].Mean))];
            return new FrontierPoint(weight, earned.Average(e => e.Cost), earned.Average(e => e.Quality));
        })];
    }

    private List<SensitivityResult> RiskSensitivity() => [.. options.RiskAversions.Select((beta, b) =>
    {
        int preference = EarningsTable.FrontierStart + options.FrontierCostWeights.Count + b;
        Dictionary<string, double> byFamily = _families.ToDictionary(family => family, family => Splits.Average(
            s => table[s, family, LabelRecipe.Full].Average(draw => draw[preference].Utility(_lambda).Mean)));
        return new SensitivityResult(beta, byFamily.Values.Average(), byFamily);
    })];

    private IEnumerable<int> Splits => Enumerable.Range(0, runs.Length);

    private ViewUtility Utility(string family, string recipe) => ViewUtility.Average([.. Splits.Select(s => Utility(s, family, recipe))]);

    private ViewUtility Utility(int split, string family, string recipe) => ViewUtility.Average(Draws(split, family, recipe));

    private ViewUtility[] Draws(int split, string family, string recipe) => [.. table[split, family, recipe].Select(draw => draw[0].Utility(_lambda))];
}
