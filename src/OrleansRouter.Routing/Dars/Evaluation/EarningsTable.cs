using OrleansRouter.Learning;
using OrleansRouter.Routing.Evaluation;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>What every trained router earns: per split, family and recipe one entry per draw, each under the preferences of its recipe.</summary>
internal sealed class EarningsTable
{
    private readonly Dictionary<(int Split, string Family, string Recipe), ViewEarnings[][]> _earnings = [];

    /// <summary>The draws of one recipe; the first preference of each is the one of the comparison.</summary>
    public ViewEarnings[][] this[int split, string family, string recipe] => _earnings[(split, family, recipe)];

    /// <summary>Index of the first frontier preference.</summary>
    public const int FrontierStart = 1;

    /// <summary>Trains every router, in parallel, one thread each: the result does not depend on their number.</summary>
    public static EarningsTable Fill(
        SplitRun[] runs, IReadOnlyList<EvaluatedFamily> families, IReadOnlyList<LabelRecipe> recipes, DarsEvaluationOptions options, FitContext context)
    {
        var table = new EarningsTable();
        List<(SplitRun Run, EvaluatedFamily Family, LabelRecipe Recipe, int Draw, ViewEarnings[][] Results)> jobs = [];
        foreach ((int s, SplitRun run) in runs.Index())
        {
            foreach (EvaluatedFamily family in families)
            {
                foreach (LabelRecipe recipe in recipes)
                {
                    var results = new ViewEarnings[recipe.Draws][];
                    table._earnings.Add((s, family.Family.Name, recipe.Name), results);
                    jobs.AddRange(Enumerable.Range(0, recipe.Draws).Select(draw => (run, family, recipe, draw, results)));
                }
            }
        }

        int done = 0;
        Parallel.ForEach(jobs, context.ParallelOptions, job =>
        {
            job.Results[job.Draw] = job.Run.Earn(job.Family, job.Recipe, job.Draw, Preferences(job.Recipe, options), context.CancellationToken);
            context.Progress?.Report((double)Interlocked.Increment(ref done) / jobs.Count);
        });
        return table;
    }

    /// <summary>The comparison's preference; for single-shot and full labels then the frontier; for full labels then the sensitivity to β.</summary>
    private static List<Preference> Preferences(LabelRecipe recipe, DarsEvaluationOptions options)
    {
        List<Preference> preferences = [options.Preference];
        if (options.Studies && recipe.Name is LabelRecipe.SingleShot or LabelRecipe.Full)
        {
            preferences.AddRange(options.FrontierCostWeights.Select(weight => options.Preference with { CostWeight = weight }));
        }

        if (options.Studies && recipe.Name is LabelRecipe.Full)
        {
            preferences.AddRange(options.RiskAversions.Select(beta => options.Preference with { RiskAversion = beta }));
        }

        return preferences;
    }
}
