namespace OrleansRouter.Gateway.Collecting;

/// <summary>One answer that is wanted.</summary>
/// <param name="Query">Id of the query.</param>
/// <param name="Model">Id of the model.</param>
/// <param name="Rewrite">Number of the rewrite; −1 for the query as it stands.</param>
/// <param name="Decode">Running number of the answer, from 0.</param>
internal readonly record struct ObservationSlot(string Query, string Model, int Rewrite, int Decode);

/// <summary>Which answers are wanted.</summary>
internal static class ObservationSlots
{
    /// <summary>k × l answers to rewrites and those to the query as it stands, for every query and model, those left out that there are already.</summary>
    public static IEnumerable<ObservationSlot> Grid(
        IEnumerable<string> queries, IReadOnlyList<string> models, CollectorOptions options, IReadOnlySet<ObservationSlot> done) =>
        from query in queries
        from model in models
        from slot in Original(query, model, options.OriginalDecodes).Concat(Rounds(query, model, options.Rewrites).Take(options.Rewrites * options.Decodes))
        where !done.Contains(slot)
        select slot;

    /// <summary>
    /// As many further answers of each planned pair as the plan says, rewrite after rewrite, so that all have about equally many; of the query as it stands
    /// when there are no rewrites.
    /// </summary>
    public static IEnumerable<ObservationSlot> Planned(
        IEnumerable<(string Query, string Model, int Add)> pairs, CollectorOptions options, IReadOnlySet<ObservationSlot> done) =>
        from pair in pairs
        let rounds = options.Rewrites > 0 ? Rounds(pair.Query, pair.Model, options.Rewrites) : Original(pair.Query, pair.Model, int.MaxValue)
        from slot in rounds.Where(slot => !done.Contains(slot)).Take(pair.Add)
        select slot;

    private static IEnumerable<ObservationSlot> Original(string query, string model, int decodes) =>
        Enumerable.Range(0, decodes).Select(decode => new ObservationSlot(query, model, -1, decode));

    private static IEnumerable<ObservationSlot> Rounds(string query, string model, int rewrites) =>
        from decode in Enumerable.Range(0, rewrites > 0 ? int.MaxValue : 0)
        from rewrite in Enumerable.Range(0, rewrites)
        select new ObservationSlot(query, model, rewrite, decode);
}
