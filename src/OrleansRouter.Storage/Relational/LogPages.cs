namespace OrleansRouter.Storage.Relational;

/// <summary>Reads a log page by page, so that a slow consumer holds no connection and no old snapshot of the database.</summary>
internal static class LogPages
{
    /// <summary>Entries per page.</summary>
    public const int Size = 500;

    public static async IAsyncEnumerable<(long Sequence, T Entry)> ReadAsync<T>(
        Func<long, Task<List<(long Sequence, T Entry)>>> readPageAfter, long afterSequence)
    {
        List<(long Sequence, T Entry)> page;
        do
        {
            page = await readPageAfter(afterSequence);
            foreach ((long Sequence, T Entry) entry in page)
            {
                yield return entry;
                afterSequence = entry.Sequence;
            }
        }
        while (page.Count == Size);
    }
}
