using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Policies;

/// <summary>Trains a policy on kind A data: fits the encoder, embeds the prompts, trains the family.</summary>
public static class PolicyTrainer
{
    /// <summary>Trains a policy. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="table">The data; a model may lack labels in some rows, never in all.</param>
    /// <param name="family">The router family.</param>
    /// <param name="options">Its options, or null for the defaults.</param>
    /// <param name="encoders">Fits the encoder to the prompts.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="costCapUsd">τ in US dollars per call, or null for the 95th percentile of the known costs.</param>
    /// <exception cref="ArgumentException">
    /// There are no rows, a model has no label or no known cost, the cap is not positive, or the options are wrong.
    /// </exception>
    public static Policy Train(
        ScoreTable table, IRouterFamily family, object? options, IPromptEncoderFactory encoders, ulong seed, FitContext context,
        double? costCapUsd = null)
    {
        options = OptionsBinder.Validated(family, options ?? family.DefaultOptions);
        if (table.Queries.Count == 0)
        {
            throw new ArgumentException($"{table.Source}: there are no rows to train on.");
        }

        double cap = costCapUsd ?? CostCap.Of(table.CostsUsd);
        IPromptEncoder encoder = encoders.Fit([.. table.Queries.Select(q => q.Prompt)], seed, context.Part(0, 0.4));
        TrainingSet data = Embed(table, encoder, cap, context);
        IRouter router = family.Train(data, options, seed, context.Part(0.5, 1));
        return new Policy(family.Name, options, encoder, router, Summarise(table, seed, cap));
    }

    /// <summary>What a family learns from: the table with its prompts embedded.</summary>
    internal static TrainingSet Embed(ScoreTable table, IPromptEncoder encoder, double costCapUsd, FitContext context) =>
        ToTrainingSet(table, encoder.EncodeBatch([.. table.Queries.Select(q => q.Prompt)], context), costCapUsd);

    /// <summary>What a family learns from: the table and its embedded prompts, one row each.</summary>
    internal static TrainingSet ToTrainingSet(ScoreTable table, Matrix<float> features, double costCapUsd) => new TrainingSet
    {
        Models = table.Models,
        Features = features,
        Quality = table.Scores,
        CostUsd = table.CostsUsd,
        CostCapUsd = costCapUsd,
    }.Validated();

    /// <summary>What a policy that is trained on the table says about it.</summary>
    internal static TrainingSummary Summarise(ScoreTable table, ulong seed, double costCapUsd)
    {
        ModelSummary[] models = [.. table.Models.Select((id, k) => new ModelSummary(
            id,
            KnownValues(table.Scores, k).Average(),
            KnownValues(table.CostsUsd, k).Average(),
            KnownValues(table.Scores, k).Count()))];
        return new TrainingSummary
        {
            Source = table.Source,
            IsSimulated = table.IsSimulated,
            Rows = table.Queries.Count,
            Tasks = [.. table.Queries.CountBy(q => q.Task).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TaskCount(t.Key, t.Value))],
            Models = models,
            Seed = seed,
            CostCapUsd = costCapUsd,
            BestFixedModelId = models.OrderByDescending(m => m.MeanScore).ThenBy(m => m.MeanCostUsd).First().Id,
            CheapestModelId = models.MinBy(m => m.MeanCostUsd)!.Id,
        };
    }

    private static IEnumerable<double> KnownValues(Matrix<double> labels, int model) =>
        Enumerable.Range(0, labels.Rows).Select(i => labels[i, model]).Where(double.IsFinite);
}
