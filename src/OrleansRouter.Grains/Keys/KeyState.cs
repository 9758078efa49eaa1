using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Grains.Keys;

/// <summary>What a key may do.</summary>
public enum KeyScope
{
    /// <summary>Send requests and feedback for one tenant.</summary>
    TenantUse,

    /// <summary>Also change that tenant's settings and policy.</summary>
    TenantAdmin,

    /// <summary>Everything, for every tenant.</summary>
    Operator,
}

/// <summary>One API key <c>or-&lt;public id&gt;-&lt;secret&gt;</c>. The secret is shown once and only its keyed hash is kept.</summary>
public sealed record KeyState
{
    /// <summary>The tenant it belongs to; null for operators.</summary>
    public string? TenantId { get; init; }

    /// <summary>What it may do.</summary>
    public KeyScope Scope { get; init; }

    /// <summary>HMAC-SHA256 of the secret under the installation's key-hashing secret, base64; empty until created.</summary>
    public string SecretHash { get; init; } = "";

    /// <summary>How much it may use, beside what its tenant may.</summary>
    public UsageLimits Limits { get; init; } = UsageLimits.None;

    /// <summary>How much it may spend, beside what its tenant may.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;

    /// <summary>Public id of the key whose budget it shares: that of the key it replaced, or that it was made with; null: its own.</summary>
    public string? BudgetKeyId { get; init; }

    /// <summary>A note for people.</summary>
    public string Label { get; init; } = "";

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null: it is valid.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
