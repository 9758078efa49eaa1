using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars;

/// <summary>Filters a table, gives it costs, and leaves out what cannot be compared; nothing is left out without being counted.</summary>
internal sealed class DarsPreparation(DarsDataOptions options)
{
    private readonly Dictionary<string, string> _modelsLeftOut = new(StringComparer.Ordinal);

    public DarsData Prepare(ObservationTable table)
    {
        table = Filter(table);
        ObservationCosts costs = ObservationCosts.Of(table, options);
        table = Pool(table with { CostUsd = costs.Usd }, costs.Source);
        int queries = table.Queries.Count;
        table = ComparableQueries(table);
        return new DarsData(table, costs with { Usd = table.CostUsd }, options.NormaliseByTask)
        {
            OriginalRewrite = Original(table),
            ModelsLeftOut = _modelsLeftOut,
            QueriesLeftOut = queries - table.Queries.Count,
        };
    }

    private ObservationTable Filter(ObservationTable table)
    {
        if (options.Tasks.Count > 0)
        {
            Require("task", options.Tasks, [.. table.Queries.Select(query => query.Task).Distinct()]);
            table = table.SelectQueries([.. Where(table.Queries, query => options.Tasks.Contains(query.Task))]);
        }

        if (options.Temperatures.Count > 0)
        {
            Require("decoding setting", options.Temperatures, table.Temperatures);
            table = table.SelectObservations([.. Where(table.Temperature, setting => options.Temperatures.Contains(table.Temperatures[setting]))]);
        }

        if (options.Models.Count > 0)
        {
            Require("model", options.Models, table.Models);
            table = table.SelectModels([.. Where(table.Models, options.Models.Contains)]);
        }

        return table;
    }

    private ObservationTable Pool(ObservationTable table, CostSource costs)
    {
        int[] usable = [.. Enumerable.Range(0, table.Models.Count).Where(k => IsUsable(table, k, costs))];
        if (options.Models.Count > 0 && _modelsLeftOut.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", _modelsLeftOut.Select(model => $"Model '{model.Key}' cannot be used: {model.Value}.")));
        }

        return usable.Length > 1 ? table.SelectModels(usable) : throw new ArgumentException(
            $"{table.Source}: {usable.Length} models can be used, at least 2 are needed. "
            + string.Join(" ", _modelsLeftOut.Select(model => $"'{model.Key}': {model.Value}.")));
    }

    private bool IsUsable(ObservationTable table, int model, CostSource costs)
    {
        int[] observations = [.. Where(table.Model, k => k == model)];
        string? reason = observations.Length == 0 ? "it has no observation here"
            : observations.CountBy(j => table.Query[j]).All(query => query.Value < 2) ? "no query was observed twice"
            : costs != CostSource.None && double.IsNaN(table.CostUsd[observations[0]]) ? "its cost is not known"
            : null;
        if (reason is not null)
        {
            _modelsLeftOut.Add(table.Models[model], reason);
        }

        return reason is null;
    }

    /// <summary>Queries on which all models, or at least two, were observed.</summary>
    private ObservationTable ComparableQueries(ObservationTable table)
    {
        int needed = options.CompleteQueriesOnly ? table.Models.Count : 2;
        var observed = new HashSet<int>[table.Queries.Count];
        for (int j = 0; j < table.Count; j++)
        {
            (observed[table.Query[j]] ??= []).Add(table.Model[j]);
        }

        int[] kept = [.. Where(observed, models => models is not null && models.Count >= needed)];
        return kept.Length > 0 ? table.SelectQueries(kept) : throw new ArgumentException(
            $"{table.Source}: on no query {(options.CompleteQueriesOnly ? "all" : "two")} of the models {string.Join(", ", table.Models)} were observed.");
    }

    private int Original(ObservationTable table)
    {
        if (options.OriginalRewrite is { } name)
        {
            Require("rewrite", [name], table.Rewrites);
        }

        return Math.Max(0, table.Rewrites.ToList().IndexOf(options.OriginalRewrite ?? ObservationTable.OriginalRewrite));
    }

    private static IEnumerable<int> Where<T>(IEnumerable<T> values, Func<T, bool> wanted) =>
        values.Index().Where(value => wanted(value.Item)).Select(value => value.Index);

    private static void Require(string kind, IEnumerable<string> names, IReadOnlyList<string> known)
    {
        foreach (string name in names.Where(name => !known.Contains(name)))
        {
            throw new ArgumentException($"No {kind} '{name}'; there are: {string.Join(", ", known.Select(x => $"'{x}'"))}.");
        }
    }
}
