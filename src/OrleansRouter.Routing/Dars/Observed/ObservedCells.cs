using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars;

/// <summary>Summarises observations of one query and model, with normalised costs, as one cell per rewrite.</summary>
internal static class ObservedCells
{
    /// <summary>The cells, by rewrite.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="observations">Indices of observations of one query and model.</param>
    public static RewriteCell[] Of(DarsData data, ReadOnlySpan<int> observations)
    {
        var cells = new RewriteCell[data.Table.Rewrites.Count];
        foreach (int j in observations)
        {
            cells[data.Table.Rewrite[j]] = cells[data.Table.Rewrite[j]].Add(data.Table.Score[j], data.Cost[j]);
        }

        return Array.FindAll(cells, cell => cell.Quality.Count > 0);
    }
}
