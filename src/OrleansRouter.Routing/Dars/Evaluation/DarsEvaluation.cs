using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.Knn;
using OrleansRouter.Routing.Families.Networks;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Dars.Evaluation;

/// <summary>
/// Compares supervision: every family is trained on R sampled single-shot label sets and once on distribution-aware labels of the same
/// observations, chooses for held-out queries, and earns what repeated observations of those say. Nothing but the labels differs.
/// </summary>
[Paper("DARS", "section 5.1, test-time observation protocol")]
public static class DarsEvaluation
{
    private static readonly string[] PaperRouters = ["mlp", "knn", "embed-llm", "mirt", "rm-softmax", "graph-router", "avengers-pro"];

    private static readonly Dictionary<string, string> PaperSettings = new(StringComparer.Ordinal)
    {
        [nameof(KnnOptions.K)] = "16",
        [nameof(NetworkOptions.ValidationShare)] = "0",
    };

    /// <summary>The seven router families of the paper, with its settings, as far as they are registered.</summary>
    public static IReadOnlyList<EvaluatedFamily> PaperFamilies { get; } =
        [.. PaperRouters.SelectMany(name => RouterFamilies.Registry.All.Where(family => family.Name == name)).Select(WithPaperSettings)];

    /// <summary>
    /// A family with the settings of the paper: kNN asks 16 neighbours instead of choosing their number, and networks train to the end on all
    /// queries instead of holding some out.
    /// </summary>
    public static EvaluatedFamily WithPaperSettings(IRouterFamily family) => WithPaperSettings(family, []);

    /// <summary>A family with the settings of the paper but for some.</summary>
    /// <param name="family">The family.</param>
    /// <param name="changes">Options by name, in place of the paper's.</param>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public static EvaluatedFamily WithPaperSettings(IRouterFamily family, IEnumerable<KeyValuePair<string, string>> changes)
    {
        object paper = OptionsBinder.Bind(family, PaperSettings.Where(option => family.DefaultOptions.GetType().GetProperty(option.Key) is not null));
        return new(family, OptionsBinder.Bind(family, changes, paper));
    }

    /// <summary>Runs the comparison. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="data">Observations of complete queries.</param>
    /// <param name="families">At least one.</param>
    /// <param name="encoders">Fits the encoder to the training queries of each split.</param>
    /// <param name="options">λ, β, runs, splits, protocol.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Options are out of range, or the data cannot be split, trained or tested on; the message says why.</exception>
    public static DarsReport Run(
        DarsData data, IReadOnlyList<EvaluatedFamily> families, IPromptEncoderFactory encoders, DarsEvaluationOptions options, FitContext context)
    {
        DarsGuard.CostWeight(data, FitGuard.Validated(options).CostWeight);
        foreach (EvaluatedFamily family in families)
        {
            OptionsBinder.Validated(family.Family, family.Options ?? family.Family.DefaultOptions);
        }

        DarsData train = SupervisionBuilder.Limit(data, options.Rewrites, options.Decodes, options.Seed);
        IReadOnlyList<LabelRecipe> recipes = LabelRecipe.Of(train, options);
        IReadOnlyList<DarsSplit> splits = DarsSplit.Of(data, options);
        SplitRun[] runs = [.. splits.Select((split, s) => new SplitRun(
            data, train, split, encoders, Rng.Stream(options.Seed, (ulong)s).NextUInt64(), context with { Progress = null }))];
        EarningsTable table = EarningsTable.Fill(runs, families, recipes, options, context);
        return new DarsReportBuilder(data, train, splits, runs, families, recipes, table, options, encoders.Name).Build();
    }
}
