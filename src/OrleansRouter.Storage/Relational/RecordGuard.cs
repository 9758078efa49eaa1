namespace OrleansRouter.Storage.Relational;

/// <summary>Keeps values out of the logs that no reader could use; guards are positive, so that NaN fails them.</summary>
internal static class RecordGuard
{
    /// <exception cref="ArgumentException"><paramref name="condition"/> is false.</exception>
    public static void Require(bool condition, string record, string field, object? value, string expected)
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant($"{record}: {field} is {value}; expected {expected}."));
        }
    }
}
