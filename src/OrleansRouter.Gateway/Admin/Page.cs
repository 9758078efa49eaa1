using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Admin;

/// <summary>One page of a list in order of ids.</summary>
/// <param name="Data">The items.</param>
/// <param name="After">Ask for the next page with this; null: this is the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, string? After);

/// <summary>Makes pages.</summary>
internal static class Page
{
    private const int DefaultLimit = 100;
    private const int LargestLimit = 1_000;

    /// <param name="items">All items, in any order.</param>
    /// <param name="id">The id of an item.</param>
    /// <param name="view">What the page shows of it.</param>
    /// <param name="after">The id to go on after; null: from the first.</param>
    /// <param name="limit">The most items of the page; null: 100.</param>
    public static Page<TView> Of<TItem, TView>(
        IEnumerable<TItem> items, Func<TItem, string> id, Func<TItem, TView> view, string? after, int? limit)
    {
        int size = limit ?? DefaultLimit;
        if (size < 1 || size > LargestLimit)
        {
            throw ApiError.InvalidRequest($"'limit' is {size}; expected an integer in [1, {LargestLimit}].", "limit").AsException();
        }

        TItem[] found =
        [
            .. items
                .Where(i => after is null || string.CompareOrdinal(id(i), after) > 0)
                .OrderBy(id, StringComparer.Ordinal)
                .Take(size + 1),
        ];
        return new Page<TView>([.. found.Take(size).Select(view)], found.Length > size ? id(found[size - 1]) : null);
    }
}
