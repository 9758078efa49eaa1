using System.Globalization;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Data.Observations;

/// <summary>One observation as a file gives it.</summary>
internal readonly record struct ObservationRow(
    int Query, string Model, string Rewrite, int Decode, string Temperature, double Score, double OutputChars, double CostUsd);

/// <summary>Collects queries and observations of one or several files.</summary>
internal sealed class ObservationTableBuilder
{
    private readonly QueryIndex _queries = new();
    private readonly List<string> _splits = [];
    private readonly NameIndex _models = new();
    private readonly NameIndex _rewrites = new();
    private readonly NameIndex _temperatures = new();
    private readonly List<(int Query, int Model, int Rewrite, int Temperature, int Decode)> _keys = [];
    private readonly HashSet<(int Query, int Model, int Rewrite, int Temperature, int Decode)> _seen = [];
    private readonly List<double> _scores = [];
    private readonly List<double> _outputChars = [];
    private readonly List<double> _costs = [];
    private int _unscored;

    /// <summary>True once a row says that it is simulated.</summary>
    public bool IsSimulated { get; set; }

    /// <summary>Adds a query; its id may occur once.</summary>
    public int AddQuery(Query query, string split, string file, long line)
    {
        int number = _queries.Add(query, file, line);
        _splits.Add(split);
        return number;
    }

    /// <summary>Number of a query, or −1.</summary>
    public int IndexOfQuery(string id) => _queries.IndexOf(id);

    /// <summary>The part of the data that a query belongs to.</summary>
    public string SplitOf(int query) => _splits[query];

    /// <summary>Adds an observation; one without a score is only counted.</summary>
    /// <exception cref="DataFormatException">The same observation was added before.</exception>
    public void Add(ObservationRow row, string file, long line)
    {
        var key = (row.Query, _models.Add(row.Model), _rewrites.Add(row.Rewrite), _temperatures.Add(row.Temperature), row.Decode);
        if (!_seen.Add(key))
        {
            throw new DataFormatException(file, line, string.Create(CultureInfo.InvariantCulture,
                $"query \"{_queries.Queries[row.Query].Id}\", model \"{row.Model}\", rewrite \"{row.Rewrite}\", decode {row.Decode} was observed before; expected each once."));
        }

        if (double.IsNaN(row.Score))
        {
            _unscored++;
            return;
        }

        _keys.Add(key);
        _scores.Add(row.Score);
        _outputChars.Add(row.OutputChars);
        _costs.Add(row.CostUsd);
    }

    /// <summary>The table of all observations.</summary>
    /// <exception cref="DataFormatException">There are none.</exception>
    public ObservationTable Build(IReadOnlyList<string> files)
    {
        if (_scores.Count == 0)
        {
            throw new DataFormatException(string.Join(", ", files), null, "no observations; expected at least one with a score (an observations file beside the queries).");
        }

        (string[] models, int[] model) = _models.Order([.. _keys.Select(x => x.Model)]);
        (string[] rewrites, int[] rewrite) = _rewrites.Order([.. _keys.Select(x => x.Rewrite)]);
        (string[] temperatures, int[] temperature) = _temperatures.Order([.. _keys.Select(x => x.Temperature)]);
        return new ObservationTable
        {
            Source = DataOrigin.Of(files),
            IsSimulated = IsSimulated,
            Models = models,
            Queries = _queries.Queries,
            Splits = _splits,
            Rewrites = rewrites,
            Temperatures = temperatures,
            Query = [.. _keys.Select(x => x.Query)],
            Model = model,
            Rewrite = rewrite,
            Temperature = temperature,
            Decode = [.. _keys.Select(x => x.Decode)],
            Score = [.. _scores],
            OutputChars = [.. _outputChars],
            CostUsd = [.. _costs],
            UnscoredRows = _unscored,
        };
    }
}
