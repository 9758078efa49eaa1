using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Labels;

/// <summary>Collects the rows of one or several label files.</summary>
internal sealed class LabelTableBuilder
{
    private readonly QueryIndex _queries = new();
    private readonly Dictionary<string, (ModelCells Scores, List<(int Row, double Gain)> Gains)> _sources = new(StringComparer.Ordinal);
    private readonly ModelCells _costs = new();
    private readonly List<(string A, string B)> _pairs = [];
    private readonly List<bool> _improper = [];
    private readonly List<bool> _goldLabelled = [];
    private bool _simulated;

    /// <summary>Starts a row.</summary>
    /// <param name="query">Id, task and prompt.</param>
    /// <param name="pair">The two models it compares, or empty names.</param>
    /// <param name="improper">Whether it is flagged as unusable.</param>
    /// <param name="simulated">Whether it was made by the simulator.</param>
    /// <param name="file">Where it stands.</param>
    /// <param name="line">Where it stands.</param>
    /// <returns>Its number, which labels refer to.</returns>
    public int AddRow(Query query, (string A, string B) pair, bool improper, bool simulated, string file, long line)
    {
        _simulated |= simulated;
        _pairs.Add(pair);
        _improper.Add(improper);
        return _queries.Add(query, file, line);
    }

    /// <summary>Says which mechanism judged the row; false when other rows do not say.</summary>
    public bool TryAddMechanism(int row, bool? gold)
    {
        if (gold is bool labelled && _goldLabelled.Count == row)
        {
            _goldLabelled.Add(labelled);
            return true;
        }

        return gold is null && _goldLabelled.Count == 0;
    }

    /// <summary>True when the mechanism already scored responses of the row, which must be the latest.</summary>
    public bool HasScores(int row, string source) => _sources.TryGetValue(source, out var found) && found.Scores.LastRow == row;

    /// <summary>Sets what a mechanism says of one response.</summary>
    public void AddScore(int row, string source, string model, double score) => Source(source).Scores.Add(row, model, score);

    /// <summary>Sets what a mechanism says of the row's pair.</summary>
    public void AddGain(int row, string source, double gain) => Source(source).Gains.Add((row, gain));

    /// <summary>Sets the cost of a response.</summary>
    public void AddCost(int row, string model, double costUsd) => _costs.Add(row, model, costUsd);

    /// <summary>The table of all rows.</summary>
    /// <exception cref="DataFormatException">There are no rows or no models.</exception>
    public LabelTable Build(IReadOnlyList<string> files)
    {
        string[] models = [.. _sources.Values.SelectMany(x => x.Scores.Models).Concat(_costs.Models).Concat(_pairs.SelectMany(x => new[] { x.A, x.B }))
            .Where(x => x.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        int rows = _queries.Queries.Count;
        return models.Length == 0
            ? throw new DataFormatException(string.Join(", ", files), null, "no labels; expected at least one row with a label.")
            : new LabelTable
            {
                Source = DataOrigin.Of(files),
                IsSimulated = _simulated,
                Models = models,
                Queries = _queries.Queries,
                Sources = [.. _sources.OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => new LabelSource(x.Key, x.Value.Scores.ToMatrix(rows, models), ToArray(rows, x.Value.Gains)))],
                Pairs = [.. _pairs.Select(x => (Array.IndexOf(models, x.A), Array.IndexOf(models, x.B)))],
                Improper = _improper,
                GoldLabelled = _goldLabelled.Count > 0 ? _goldLabelled : null,
                CostsUsd = _costs.ToMatrix(rows, models),
            };
    }

    private (ModelCells Scores, List<(int Row, double Gain)> Gains) Source(string name)
    {
        if (!_sources.TryGetValue(name, out var source))
        {
            _sources.Add(name, source = (new ModelCells(), []));
        }

        return source;
    }

    private static double[] ToArray(int rows, List<(int Row, double Gain)> gains)
    {
        double[] values = new double[rows];
        values.AsSpan().Fill(double.NaN);
        gains.ForEach(x => values[x.Row] = x.Gain);
        return values;
    }
}
