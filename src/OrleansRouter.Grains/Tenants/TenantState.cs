using OrleansRouter.Grains.Budgets;
using OrleansRouter.Routing;

namespace OrleansRouter.Grains.Tenants;

/// <summary>Settings and policy reference of one tenant.</summary>
public sealed record TenantState
{
    /// <summary>Name shown to people; empty until the tenant is created.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Weights of quality, cost and risk; a request may override them.</summary>
    public Preference Preference { get; init; } = Preference.Default;

    /// <summary>Id of the policy that serves this tenant; null: the default policy of the installation.</summary>
    public string? PolicyId { get; init; }

    /// <summary>Ids of the policies that served before (null: the default policy), latest last, for rolling back; at most 20.</summary>
    public IReadOnlyList<string?> PreviousPolicyIds { get; init; } = [];

    /// <summary>Model ids this tenant may use; empty: all enabled models.</summary>
    public IReadOnlyList<string> AllowedModels { get; init; } = [];

    /// <summary>Probability that every eligible model keeps at least, in [0, 1 / number of models]; 0 switches exploration off.</summary>
    public double ExplorationFloor { get; init; }

    /// <summary>Whether prompt text may be stored with decisions. Off unless the tenant turns it on.</summary>
    public bool StorePrompts { get; init; }

    /// <summary>Whether a session keeps to the model that served it, while that is healthy and eligible. On unless the tenant turns it off.</summary>
    public bool SessionAffinity { get; init; } = true;

    /// <summary>How much it may use, over all its keys.</summary>
    public UsageLimits Limits { get; init; } = UsageLimits.None;

    /// <summary>How much it may spend, over all its keys.</summary>
    public BudgetLimits Budget { get; init; } = BudgetLimits.None;

    /// <summary>The time zone whose days and months budgets are for, an IANA name.</summary>
    public string TimeZone { get; init; } = BudgetCalendar.Utc;

    /// <summary>False blocks every request of the tenant.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Increases by one with every change.</summary>
    public long Revision { get; init; }
}
