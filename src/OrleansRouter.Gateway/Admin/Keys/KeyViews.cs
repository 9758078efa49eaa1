using OrleansRouter.Gateway.Admin.Budgets;
using OrleansRouter.Gateway.Admin.Tenants;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Admin.Keys;

/// <summary>A key as the API shows it: without anything secret.</summary>
internal sealed record KeyView(
    string Id,
    string? TenantId,
    KeyScope Scope,
    string Label,
    UsageLimits Limits,
    BudgetView Budget,
    string? BudgetKeyId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt)
{
    public static KeyView Of(string id, KeyState k) => new(id, k.TenantId, k.Scope, k.Label, k.Limits, BudgetView.Of(k.Budget), k.BudgetKeyId, k.CreatedAt, k.ExpiresAt, k.RevokedAt);
}

/// <summary>A key to be made.</summary>
internal sealed record KeyCreation
{
    /// <summary>Its tenant; null: the caller's own, and none for operators' keys.</summary>
    public string? TenantId { get; init; }

    /// <summary>What it may do. Default: use one tenant.</summary>
    public KeyScope Scope { get; init; } = KeyScope.TenantUse;

    /// <summary>A note for people.</summary>
    public string? Label { get; init; }

    /// <summary>How much it may use, beside what its tenant may; null: no limits of its own.</summary>
    public LimitsPatch? Limits { get; init; }

    /// <summary>How much it may spend, beside what its tenant may; null: no limits of its own.</summary>
    public BudgetPatch? Budget { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A new key.</summary>
/// <param name="Key">The whole key. It is shown this once and cannot be recovered.</param>
/// <param name="Details">What is kept of it.</param>
internal sealed record CreatedKey(string Key, KeyView Details);

/// <summary>How a key is replaced.</summary>
/// <param name="OverlapSeconds">How long the old key stays valid, 0 to 30 days. Default: a day.</param>
internal sealed record KeyRotation(long? OverlapSeconds = null)
{
    private const long LongestOverlapSeconds = 30 * 86_400;

    /// <exception cref="ApiException">It is out of range.</exception>
    public TimeSpan RequireOverlap() => (OverlapSeconds ?? 86_400) is >= 0 and <= LongestOverlapSeconds and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw ApiError.InvalidRequest($"'overlap_seconds' is {OverlapSeconds}; expected 0 to {LongestOverlapSeconds}.", "overlap_seconds").AsException();
}

/// <summary>A key that takes another's place.</summary>
/// <param name="Key">The whole new key. It is shown this once and cannot be recovered.</param>
/// <param name="Details">What is kept of it.</param>
/// <param name="Replaced">The old key, and when it expires.</param>
internal sealed record RotatedKey(string Key, KeyView Details, KeyView Replaced);
