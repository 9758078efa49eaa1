using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Scores;

/// <summary>Collects the rows of one or several score files.</summary>
internal sealed class ScoreTableBuilder
{
    private readonly QueryIndex _queries = new();
    private readonly ModelCells _scores = new();
    private readonly ModelCells _costs = new();
    private readonly Dictionary<string, (string File, long Line)> _firstCost = new(StringComparer.Ordinal);
    private bool _simulated;

    /// <summary>Starts a row.</summary>
    /// <returns>Its number, which cells refer to.</returns>
    public int AddRow(Query query, bool simulated, string file, long line)
    {
        _simulated |= simulated;
        return _queries.Add(query, file, line);
    }

    /// <summary>Sets a score; NaN where the model has none.</summary>
    public void AddScore(int row, string model, double score) => _scores.Add(row, model, score);

    /// <summary>Sets a cost; NaN where it is unknown.</summary>
    public void AddCost(int row, string model, double costUsd, string file, long line)
    {
        _costs.Add(row, model, costUsd);
        _firstCost.TryAdd(model, (file, line));
    }

    /// <summary>The table of all rows.</summary>
    /// <exception cref="DataFormatException">There are no rows or models, or a model has costs but no score anywhere.</exception>
    public ScoreTable Build(IReadOnlyList<string> files)
    {
        if (_queries.Queries.Count == 0 || _scores.Models.Count == 0)
        {
            throw new DataFormatException(string.Join(", ", files), null, "no scores; expected at least one row with a score.");
        }

        foreach (string model in _costs.Models.Where(x => !_scores.Models.Contains(x)))
        {
            (string file, long line) = _firstCost[model];
            throw new DataFormatException(file, line, $"'costs.{model}' names a model that has no score in any row.");
        }

        string[] models = [.. _scores.Models.Order(StringComparer.Ordinal)];
        return new ScoreTable
        {
            Source = DataOrigin.Of(files),
            IsSimulated = _simulated,
            Models = models,
            Queries = _queries.Queries,
            Scores = _scores.ToMatrix(_queries.Queries.Count, models),
            CostsUsd = _costs.ToMatrix(_queries.Queries.Count, models),
        };
    }
}
