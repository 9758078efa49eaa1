using OrleansRouter.Routing.Dars.Equations;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars;

/// <summary>Repeated observations of a pool of models, ready for labels and evaluation: filtered, with normalised costs, found by query and model.</summary>
public sealed class DarsData
{
    private readonly int[] _order;
    private readonly int[] _starts;

    internal DarsData(ObservationTable table, ObservationCosts costs, bool normaliseByTask)
        : this(table with { CostUsd = costs.Usd }, costs.Source, costs.Imputed, Normalise(table, costs, normaliseByTask))
    {
    }

    private DarsData(ObservationTable table, CostSource costSource, int imputedCosts, double[] normalisedCosts)
    {
        Table = table;
        CostSource = costSource;
        ImputedCosts = imputedCosts;
        Cost = normalisedCosts;
        _order = [.. Enumerable.Range(0, table.Count)
            .OrderBy(Pair).ThenBy(j => table.Rewrite[j]).ThenBy(j => table.Temperature[j]).ThenBy(j => table.Decode[j])];
        _starts = new int[(table.Queries.Count * table.Models.Count) + 1];
        foreach (int j in _order)
        {
            _starts[Pair(j) + 1]++;
        }

        for (int p = 1; p < _starts.Length; p++)
        {
            _starts[p] += _starts[p - 1];
        }
    }

    /// <summary>The observations that are used; their costs are the recorded or the estimated ones, NaN throughout when there are none.</summary>
    public ObservationTable Table { get; }

    /// <summary>Where the costs come from.</summary>
    public CostSource CostSource { get; }

    /// <summary>Observations whose cost is a mean of others, because the data do not say it.</summary>
    public int ImputedCosts { get; }

    /// <summary>Per observation c̃ in [0, 1]; 0 throughout when there are no costs.</summary>
    public IReadOnlyList<double> Cost { get; }

    /// <summary>The rewrite that is the query as it stands.</summary>
    public required int OriginalRewrite { get; init; }

    /// <summary>Models that are left out, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> ModelsLeftOut { get; init; }

    /// <summary>Queries that are left out because models of the pool were not observed on them.</summary>
    public required int QueriesLeftOut { get; init; }

    /// <summary>Number of queries.</summary>
    public int Queries => Table.Queries.Count;

    /// <summary>Number of models.</summary>
    public int Models => Table.Models.Count;

    /// <summary>The observations of one query and model, ordered by rewrite, decoding setting, decode.</summary>
    public ReadOnlySpan<int> Observations(int query, int model)
    {
        int pair = (query * Models) + model;
        return _order.AsSpan(_starts[pair].._starts[pair + 1]);
    }

    /// <summary>The same data with some of the observations only; costs stay normalised as they are.</summary>
    internal DarsData Select(int[] observations) => new(
        Table.SelectObservations(observations),
        CostSource, ImputedCosts,
        [.. observations.Select(j => Cost[j])])
    {
        OriginalRewrite = OriginalRewrite,
        ModelsLeftOut = ModelsLeftOut,
        QueriesLeftOut = QueriesLeftOut,
    };

    /// <summary>Prepares a table.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or fewer than two models or no queries are left; the message says why.</exception>
    public static DarsData Prepare(ObservationTable table, DarsDataOptions options) => new DarsPreparation(options).Prepare(table);

    private int Pair(int observation) => (Table.Query[observation] * Models) + Table.Model[observation];

    private static double[] Normalise(ObservationTable table, ObservationCosts costs, bool byTask)
    {
        if (costs.Source == CostSource.None)
        {
            return new double[table.Count];
        }

        string Group(int j) => byTask ? table.Queries[table.Query[j]].Task : "";
        Dictionary<string, CostScale> scales = Enumerable.Range(0, table.Count).GroupBy(Group)
            .ToDictionary(group => group.Key, group => CostScale.Of(group.Select(j => costs.Usd[j])));
        return [.. Enumerable.Range(0, table.Count).Select(j => scales[Group(j)].Normalise(costs.Usd[j]))];
    }
}
