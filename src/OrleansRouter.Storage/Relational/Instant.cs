namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Instants as whole numbers of 100 ns since 1970-01-01 UTC: the same column type in every engine, exact, and sortable.
/// The offset from UTC is not kept.
/// </summary>
internal static class Instant
{
    public static long ToColumn(DateTimeOffset instant) => instant.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;

    public static DateTimeOffset FromColumn(long column) => new(column + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero);
}
