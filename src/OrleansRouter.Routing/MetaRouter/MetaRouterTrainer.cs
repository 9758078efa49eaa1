using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Trains a policy on kind B data: single responses that a trusted mechanism, a cheap one, or both have judged.</summary>
public static class MetaRouterTrainer
{
    /// <summary>Trains a policy. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="table">The data. Where it says which mechanism judged a query, only that one's labels are learned from.</param>
    /// <param name="gold">Name of the trusted labels.</param>
    /// <param name="preference">Name of the cheap labels.</param>
    /// <param name="family">The family, with or without use of cheap labels.</param>
    /// <param name="options">Its options, or null for the defaults.</param>
    /// <param name="encoders">Fits the encoder to the prompts.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="costCapUsd">τ in US dollars per call, or null for the 95th percentile of the known costs.</param>
    /// <exception cref="ArgumentException">Labels of that name do not exist, or a model has no gold label or no known cost.</exception>
    public static Policy Train(
        LabelTable table, string gold, string preference, IRouterFamily family, object? options, IPromptEncoderFactory encoders, ulong seed,
        FitContext context, double? costCapUsd = null)
    {
        options = OptionsBinder.Validated(family, options ?? family.DefaultOptions);
        (table, ScoreTable trusted, Matrix<double> cheap) = LabelsOf(table, gold, preference);
        double cap = costCapUsd ?? CostCap.Of(table.CostsUsd);
        IPromptEncoder encoder = encoders.Fit([.. table.Queries.Select(q => q.Prompt)], seed, context.Part(0, 0.4));
        TrainingSet data = PolicyTrainer.Embed(trusted, encoder, cap, context) with { Preference = cheap };
        IRouter router = family.Train(data, options, seed, context.Part(0.5, 1));
        return new Policy(family.Name, options, encoder, router, PolicyTrainer.Summarise(trusted, seed, cap));
    }

    /// <summary>The rows that can be learned from, with the labels of either mechanism.</summary>
    internal static (LabelTable Proper, ScoreTable Trusted, Matrix<double> Cheap) LabelsOf(LabelTable table, string gold, string preference)
    {
        table = table.SelectRows([.. Enumerable.Range(0, table.Queries.Count).Where(i => !table.Improper[i])]);
        return (table, table.ToScoreTable(gold) with { Scores = Judged(table, gold, byGold: true) }, Judged(table, preference, byGold: false));
    }

    /// <summary>The scores of one mechanism; NaN where the data say that the other one judged.</summary>
    private static Matrix<double> Judged(LabelTable table, string name, bool byGold)
    {
        Matrix<double> scores = table.SourceNamed(name).Scores;
        return table.GoldLabelled is not { } labelled ? scores : new Matrix<double>(
            scores.Rows, scores.Columns, [.. scores.Values.Select((score, i) => labelled[i / scores.Columns] == byGold ? score : double.NaN)]);
    }
}
