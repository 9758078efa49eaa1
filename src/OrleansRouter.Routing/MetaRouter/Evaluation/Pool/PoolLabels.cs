using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.MetaRouter.Evaluation.Pool;

/// <summary>Queries of which both labels and the cost of every model are known, so that an experiment may decide which labels to show.</summary>
public sealed record PoolLabels
{
    /// <summary>Gold scores and costs, complete.</summary>
    public required ScoreTable Gold { get; init; }

    /// <summary>N × K cheap scores, complete.</summary>
    public required Matrix<double> Cheap { get; init; }

    /// <summary>N × d embeddings.</summary>
    public required Matrix<float> Features { get; init; }

    /// <summary>τ in US dollars per call: the 95th percentile of all costs.</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>The complete rows of a table, embedded. As in the paper the encoder is that of all queries; no label enters it.</summary>
    /// <param name="table">Labels of single responses by several mechanisms.</param>
    /// <param name="gold">Name of the trusted labels.</param>
    /// <param name="cheap">Name of the cheap labels.</param>
    /// <param name="models">Models of the pool, at least two; null for all of the table.</param>
    /// <param name="encoders">Fits the encoder.</param>
    /// <param name="seed">Seed of the encoder.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">A name does not exist, there are fewer than two models, or no row is complete.</exception>
    public static PoolLabels Of(
        LabelTable table, string gold, string cheap, IReadOnlyList<string>? models, IPromptEncoderFactory encoders, ulong seed, FitContext context)
    {
        int[] columns = [.. (models ?? table.Models).Select(table.IndexOfModel).Distinct()];
        if (columns.Length < 2)
        {
            throw new ArgumentException($"{table.Source}: {columns.Length} model to choose from; a pool needs at least two of: {string.Join(", ", table.Models)}.");
        }

        ScoreTable trusted = table.ToScoreTable(gold).SelectModels(columns), other = table.ToScoreTable(cheap).SelectModels(columns);
        int[] rows = [.. Enumerable.Range(0, table.Queries.Count).Where(i => !table.Improper[i] && IsComplete(trusted, i) && other.IsComplete(i))];
        if (rows.Length == 0)
        {
            throw new ArgumentException($"{table.Source}: no row has a '{gold}' and a '{cheap}' score and a cost of every model of: {string.Join(", ", trusted.Models)}.");
        }

        trusted = trusted.SelectRows(rows);
        string[] prompts = [.. trusted.Queries.Select(query => query.Prompt)];
        return new PoolLabels
        {
            Gold = trusted,
            Cheap = other.Scores.SelectRows(rows),
            Features = encoders.Fit(prompts, seed, context).EncodeBatch(prompts, context),
            CostCapUsd = CostCap.Of(trusted.CostsUsd),
        };
    }

    /// <summary>What a router may learn from: gold scores of some rows, cheap scores of others.</summary>
    internal TrainingSet Show(int[] gold, int[] cheap)
    {
        int[] rows = [.. gold, .. cheap];
        Matrix<double> trusted = Gold.Scores.SelectRows(rows), other = Cheap.SelectRows(rows);
        for (int i = 0; i < rows.Length; i++)
        {
            (i < gold.Length ? other : trusted).Row(i).Fill(double.NaN);
        }

        return new TrainingSet
        {
            Models = Gold.Models,
            Features = Features.SelectRows(rows),
            Quality = trusted,
            Preference = cheap.Length > 0 ? other : null,
            CostUsd = Gold.CostsUsd.SelectRows(rows),
            CostCapUsd = CostCapUsd,
        };
    }

    private static bool IsComplete(ScoreTable table, int row) => table.IsComplete(row) && !table.CostsUsd.Row(row).ContainsAnyExceptInRange(0, double.MaxValue);
}
