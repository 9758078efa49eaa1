using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Gold and preference gains of one pair of models on one scale, ready to learn from. What several estimators need is estimated once. Not thread-safe.</summary>
public sealed class GainProblem
{
    private const string OverlapLoopName = "overlap";

    private readonly ulong _seed;
    private readonly Dictionary<NuisanceKinds, double[]> _nuisances = [];

    private GainProblem(CausalData labels, double factor, MetaRouterOptions options, ulong seed)
    {
        Labels = labels;
        Factor = factor;
        Options = options;
        _seed = seed;
    }

    /// <summary>D: t = 1 for gold rows, whose outcome is c·r, and t = 0 for preference rows, whose outcome is y.</summary>
    public CausalData Labels { get; }

    /// <summary>c; a gain in units of gold is a gain here divided by c.</summary>
    public double Factor { get; }

    /// <summary>Learners, folds, weights.</summary>
    public MetaRouterOptions Options { get; }

    /// <summary>Whether there is a preference row at all; truncation may leave none, and then every estimator learns from gold alone.</summary>
    public bool HasPreferences => Array.Exists(Labels.Treated, t => !t);

    /// <summary>Normalises the gold gains.</summary>
    /// <param name="labels">t = 1 with gains r in units of gold, t = 0 with gains y of preference.</param>
    /// <param name="options">Normalisation, learners, folds, weights.</param>
    /// <param name="seed">Seed of everything that is estimated here.</param>
    /// <exception cref="ArgumentException">The labels cannot teach a gain, or an option is out of range.</exception>
    public static GainProblem Of(CausalData labels, MetaRouterOptions options, ulong seed)
    {
        FitGuard.Validated(options);
        FitGuard.Validated(options.Truncation);
        double[] gold = Outcomes(labels.Validated(), isGold: true);
        double factor = NormalisationFactor.Of(options.Normalisation, gold, Outcomes(labels, isGold: false));
        CausalData scaled = labels with { Outcomes = [.. labels.Outcomes.Select((o, i) => labels.Treated[i] ? factor * o : o)] };
        return new GainProblem(scaled, factor, options, seed);
    }

    /// <summary>Drops the preference rows that the truncation rule does not keep, and reports the overlap of all rows.</summary>
    /// <returns>The rest of the problem; without any preference row where fewer are kept than there are folds.</returns>
    public (GainProblem Kept, OverlapReport Overlap) Truncate(FitContext context)
    {
        double[] propensity = Nuisances(NuisanceKinds.Propensity, context, OverlapLoopName).Propensity!;
        bool[] kept = Truncation.Keep(propensity, Labels.Treated, Options.Truncation);
        if (kept.Where((k, i) => k && !Labels.Treated[i]).Count() < Options.Folds)
        {
            kept = Labels.Treated;
        }

        var overlap = OverlapReport.Of(propensity, Labels.Treated, kept);
        return Array.TrueForAll(kept, k => k) ? (this, overlap) : (Select([.. Enumerable.Range(0, kept.Length).Where(i => kept[i])]), overlap);
    }

    /// <summary>The same problem on some of its rows.</summary>
    public GainProblem Select(int[] rows) => new(Labels.Select(rows), Factor, Options, _seed);

    /// <summary>c·r of every gold row and y + Δ̂(q') of every preference row.</summary>
    public double[] Corrected(IRegressionModel shift)
    {
        var outcomes = new double[Labels.Count];
        shift.Predict(Labels.Features, outcomes);
        for (int i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Labels.Outcomes[i] + (Labels.Treated[i] ? 0 : outcomes[i]);
        }

        return outcomes;
    }

    /// <summary>The options of one effect learner on this problem.</summary>
    public CateOptions CateOptionsOf(ICateLearner learner) => Options.ToCateOptions(learner, Labels.Treated.Average(isGold => isGold ? 1.0 : 0));

    /// <summary>Cross-fitted nuisances at the rows; each kind is estimated once.</summary>
    public Nuisances Nuisances(NuisanceKinds kinds, FitContext context) => Nuisances(kinds, context, CrossFitting.DefaultLoop);

    /// <summary>The loop of <see cref="Truncate"/>.</summary>
    internal static FitLoop OverlapLoop(MetaRouterOptions options) => new(OverlapLoopName, options.Folds);

    /// <summary>The loop of <see cref="Nuisances(NuisanceKinds, FitContext)"/>.</summary>
    internal static FitLoop NuisancesLoop(MetaRouterOptions options, NuisanceKinds kinds) =>
        new(CrossFitting.DefaultLoop, options.Folds * Learning.Causal.Nuisances.Each(kinds).Count());

    private Nuisances Nuisances(NuisanceKinds kinds, FitContext context, string loop)
    {
        NuisanceKinds missing = Learning.Causal.Nuisances.Each(kinds).Where(kind => !_nuisances.ContainsKey(kind)).Aggregate(NuisanceKinds.None, (a, b) => a | b);
        if (missing != NuisanceKinds.None)
        {
            Nuisances estimated = CrossFitting.Fit(Labels, missing, NuisanceOptions, _seed, context, loop);
            foreach (NuisanceKinds kind in Learning.Causal.Nuisances.Each(missing))
            {
                _nuisances[kind] = estimated[kind]!;
            }
        }

        return Learning.Causal.Nuisances.Of(_nuisances);
    }

    private CateOptions NuisanceOptions => CateOptionsOf(new DrLearner());

    private static double[] Outcomes(CausalData labels, bool isGold) => [.. labels.RowsWhere(isGold).Select(i => labels.Outcomes[i])];
}
