namespace OrleansRouter.Routing.Data;

/// <summary>Number of queries of one task.</summary>
public sealed record TaskCount(string Task, int Rows)
{
    /// <summary>All tasks, the largest first, then by name.</summary>
    public static IReadOnlyList<TaskCount> Of(IEnumerable<Query> queries) =>
        [.. queries.CountBy(x => x.Task).Select(x => new TaskCount(x.Key, x.Value)).OrderByDescending(x => x.Rows).ThenBy(x => x.Task, StringComparer.Ordinal)];
}

/// <summary>Mean score and mean cost per call of one way of choosing models; null where there is nothing to average or a cost is unknown.</summary>
/// <param name="Name">A model, or what was chosen by.</param>
/// <param name="Score">In the units of the data set.</param>
/// <param name="CostUsd">US dollars per call; null when a cost that it needs is unknown.</param>
public sealed record Outcome(string Name, double? Score, double? CostUsd);

/// <summary>What one model does on a data set.</summary>
/// <param name="Name">The model.</param>
/// <param name="ScoredRows">Queries for which the model has a score.</param>
/// <param name="Score">Mean score over the complete rows; null when there are none.</param>
/// <param name="CostUsd">Mean cost over the complete rows; null when there are none or one is unknown.</param>
/// <param name="OwnScore">Mean score over all the rows that the model has a score for, complete or not; null when it has none.</param>
public sealed record ModelDescription(string Name, int ScoredRows, double? Score, double? CostUsd, double? OwnScore);

/// <summary>The figures that a data set is known by.</summary>
/// <remarks>
/// Rows are complete when every model has a score; all figures but <see cref="ModelDescription.OwnScore"/> are plain averages over
/// the complete rows, so that models are compared on the same queries.
/// </remarks>
public sealed record DatasetDescription
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>All queries.</summary>
    public required int Rows { get; init; }

    /// <summary>Queries for which every model has a score.</summary>
    public required int CompleteRows { get; init; }

    /// <summary>Queries for which some model has no score.</summary>
    public int IncompleteRows => Rows - CompleteRows;

    /// <summary>All tasks with their counts over all queries, the largest first.</summary>
    public required IReadOnlyList<TaskCount> Tasks { get; init; }

    /// <summary>Every model, in the order of the table.</summary>
    public required IReadOnlyList<ModelDescription> Models { get; init; }

    /// <summary>The model with the best mean score (ties: the cheaper, then the first); null without complete rows.</summary>
    public required Outcome? BestFixed { get; init; }

    /// <summary>The model with the lowest mean cost; null where some model's mean cost is unknown.</summary>
    public required Outcome? Cheapest { get; init; }

    /// <summary>The mean over all models: what a uniformly random choice earns.</summary>
    public required Outcome MeanOverModels { get; init; }

    /// <summary>Per query the cheapest among the best-scoring models.</summary>
    public required Outcome Oracle { get; init; }

    /// <summary>Describes a table.</summary>
    public static DatasetDescription Of(ScoreTable table)
    {
        int[] complete = [.. Enumerable.Range(0, table.Queries.Count).Where(i => table.IsComplete(i))];
        ModelDescription[] models = [.. table.Models.Select((_, k) => Describe(table, k, complete))];
        Outcome[] outcomes = [.. models.Select(x => new Outcome(x.Name, x.Score, x.CostUsd))];
        return new DatasetDescription
        {
            Source = table.Source,
            IsSimulated = table.IsSimulated,
            Rows = table.Queries.Count,
            CompleteRows = complete.Length,
            Tasks = TaskCount.Of(table.Queries),
            Models = models,
            BestFixed = complete.Length == 0 ? null : outcomes.OrderByDescending(x => x.Score).ThenBy(x => x.CostUsd ?? double.MaxValue).First(),
            Cheapest = outcomes.All(x => x.CostUsd is not null) ? outcomes.MinBy(x => x.CostUsd) : null,
            MeanOverModels = new Outcome("mean over models", Mean(models.Select(x => x.Score ?? double.NaN)), Mean(models.Select(x => x.CostUsd ?? double.NaN))),
            Oracle = OracleOf(table, complete),
        };
    }

    private static ModelDescription Describe(ScoreTable table, int model, int[] complete)
    {
        double[] own = [.. Enumerable.Range(0, table.Queries.Count).Select(i => table.Scores[i, model]).Where(double.IsFinite)];
        return new ModelDescription(table.Models[model], own.Length,
            Mean(complete.Select(i => table.Scores[i, model])), Mean(complete.Select(i => table.CostsUsd[i, model])), Mean(own));
    }

    private static Outcome OracleOf(ScoreTable table, int[] complete)
    {
        int[] chosen = [.. complete.Select(i => OracleChoice(table.Scores.Row(i), table.CostsUsd.Row(i)))];
        return new Outcome("oracle", Mean(complete.Zip(chosen, (i, k) => table.Scores[i, k])), Mean(complete.Zip(chosen, (i, k) => table.CostsUsd[i, k])));
    }

    /// <summary>The cheapest among the best-scoring models of one query; a model of unknown cost comes after all others.</summary>
    private static int OracleChoice(ReadOnlySpan<double> scores, ReadOnlySpan<double> costs)
    {
        int best = 0;
        for (int k = 1; k < scores.Length; k++)
        {
            bool cheaper = costs[k] < costs[best] || (double.IsNaN(costs[best]) && !double.IsNaN(costs[k]));
            if (scores[k] > scores[best] || (scores[k] == scores[best] && cheaper))
            {
                best = k;
            }
        }

        return best;
    }

    /// <summary>The mean, or null when there is nothing to average or a value is NaN.</summary>
    private static double? Mean(IEnumerable<double> values)
    {
        double mean = values.DefaultIfEmpty(double.NaN).Average();
        return double.IsNaN(mean) ? null : mean;
    }
}
