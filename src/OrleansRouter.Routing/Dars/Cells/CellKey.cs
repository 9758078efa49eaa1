namespace OrleansRouter.Routing.Dars.Cells;

/// <summary>What a cell holds observations of: one model on one wording of one query.</summary>
/// <param name="Query">Id of the query.</param>
/// <param name="Model">Id of the model.</param>
/// <param name="Rewrite">Name of the rewrite.</param>
public readonly record struct CellKey(string Query, string Model, string Rewrite) : IComparable<CellKey>
{
    /// <summary>Orders ordinally by query, model, rewrite.</summary>
    public int CompareTo(CellKey other)
    {
        int order = string.CompareOrdinal(Query, other.Query);
        order = order != 0 ? order : string.CompareOrdinal(Model, other.Model);
        return order != 0 ? order : string.CompareOrdinal(Rewrite, other.Rewrite);
    }
}
