using System.Collections.Immutable;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Routing.Dars.Cells;

/// <summary>
/// Observations as mergeable statistics keyed by (query, model, rewrite). Shards of the observations may be summarised anywhere and merged in
/// any order: the capabilities equal those of one pass up to rounding, the split of the variance into input and output side included.
/// </summary>
public sealed class CellStore
{
    private readonly ImmutableSortedDictionary<CellKey, RewriteCell> _cells;

    private CellStore(ImmutableSortedDictionary<CellKey, RewriteCell> cells) => _cells = cells;

    /// <summary>A store without observations.</summary>
    public static CellStore Empty { get; } = new(ImmutableSortedDictionary<CellKey, RewriteCell>.Empty);

    /// <summary>The cells, ordered by query, model, rewrite.</summary>
    public IReadOnlyDictionary<CellKey, RewriteCell> Cells => _cells;

    /// <summary>A store of given cells, such as a shard sent by another machine.</summary>
    /// <exception cref="ArgumentException">A key occurs twice with different cells.</exception>
    public static CellStore Of(IEnumerable<KeyValuePair<CellKey, RewriteCell>> cells) => new(cells.ToImmutableSortedDictionary());

    /// <summary>Summarises every observation of a table; costs in US dollars.</summary>
    public static CellStore Of(ObservationTable table)
    {
        var cells = ImmutableSortedDictionary.CreateBuilder<CellKey, RewriteCell>();
        for (int j = 0; j < table.Count; j++)
        {
            var key = new CellKey(table.Queries[table.Query[j]].Id, table.Models[table.Model[j]], table.Rewrites[table.Rewrite[j]]);
            cells[key] = cells.GetValueOrDefault(key).Add(table.Score[j], table.CostUsd[j]);
        }

        return new CellStore(cells.ToImmutable());
    }

    /// <summary>The observations of both stores.</summary>
    public CellStore Merge(CellStore other)
    {
        var merged = _cells.ToBuilder();
        foreach ((CellKey key, RewriteCell cell) in other._cells)
        {
            merged[key] = merged.GetValueOrDefault(key).Merge(cell);
        }

        return new CellStore(merged.ToImmutable());
    }

    /// <summary>The capability of every observed (query, model), ordered.</summary>
    public IEnumerable<(string Query, string Model, Capability Capability)> Capabilities() =>
        from cell in _cells
        group cell.Value by (cell.Key.Query, cell.Key.Model) into pair
        select (pair.Key.Query, pair.Key.Model, Capability.Of([.. pair]));
}
