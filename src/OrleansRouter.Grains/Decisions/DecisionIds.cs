using System.Globalization;

namespace OrleansRouter.Grains.Decisions;

/// <summary>Ids of decisions: <c>dec_</c> and a version-7 UUID, so that their order is that of time.</summary>
public static class DecisionIds
{
    private const string Prefix = "dec_";

    /// <summary>A new id.</summary>
    public static string New(DateTimeOffset now) => $"{Prefix}{Guid.CreateVersion7(now):N}";

    /// <summary>No id that was made at or after <paramref name="instant"/> comes before this.</summary>
    public static string FirstAt(DateTimeOffset instant) =>
        Prefix + Math.Max(0, instant.ToUnixTimeMilliseconds()).ToString("x12", CultureInfo.InvariantCulture);
}
