namespace OrleansRouter.Routing.Data.Files;

/// <summary>The queries read so far, over several files; an id may occur once.</summary>
internal sealed class QueryIndex
{
    private readonly Dictionary<string, (int Row, string File, long Line)> _places = new(StringComparer.Ordinal);
    private readonly List<Query> _queries = [];

    /// <summary>The queries, in the order of reading.</summary>
    public IReadOnlyList<Query> Queries => _queries;

    /// <summary>Adds a query.</summary>
    /// <returns>Its row.</returns>
    /// <exception cref="DataFormatException">The id was read before.</exception>
    public int Add(Query query, string file, long line)
    {
        int row = _queries.Count;
        if (!_places.TryAdd(query.Id, (row, file, line)))
        {
            (_, string firstFile, long firstLine) = _places[query.Id];
            throw new DataFormatException(file, line, $"'id' is \"{query.Id}\", which {firstFile} line {firstLine} already has; "
                + "ids must be unique over all files that are read together.");
        }

        _queries.Add(query);
        return row;
    }

    /// <summary>Row of a query, or −1.</summary>
    public int IndexOf(string id) => _places.TryGetValue(id, out var place) ? place.Row : -1;
}
