using OrleansRouter.Grains.Budgets;
using OrleansRouter.Routing;

namespace OrleansRouter.Grains.Tenants;

/// <summary>A change of tenant settings: null fields stay as they are.</summary>
public sealed record TenantUpdate
{
    /// <summary>New display name, 1 to 200 characters.</summary>
    public string? DisplayName { get; init; }

    /// <summary>New weights.</summary>
    public Preference? Preference { get; init; }

    /// <summary>New list of allowed models; empty: all.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>New exploration floor, in [0, 0.5].</summary>
    public double? ExplorationFloor { get; init; }

    /// <summary>Whether prompt text may be stored.</summary>
    public bool? StorePrompts { get; init; }

    /// <summary>Whether a session keeps to its model.</summary>
    public bool? SessionAffinity { get; init; }

    /// <summary>New limits, all of them.</summary>
    public UsageLimits? Limits { get; init; }

    /// <summary>New budget, both limits.</summary>
    public BudgetLimits? Budget { get; init; }

    /// <summary>New time zone, an IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Whether the tenant is served.</summary>
    public bool? Enabled { get; init; }
}
