using OrleansRouter.Gateway.Admin.Budgets;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Routing;

namespace OrleansRouter.Gateway.Admin.Tenants;

/// <summary>A tenant as the API shows it.</summary>
internal sealed record TenantView(
    string Id,
    string DisplayName,
    Preference Preference,
    string? PolicyId,
    IReadOnlyList<string?> PreviousPolicyIds,
    IReadOnlyList<string> AllowedModels,
    double ExplorationFloor,
    bool StorePrompts,
    bool SessionAffinity,
    UsageLimits Limits,
    BudgetView Budget,
    string TimeZone,
    bool Enabled,
    long Revision)
{
    public static TenantView Of(string id, TenantState s) => new(
        id,
        s.DisplayName,
        s.Preference,
        s.PolicyId,
        s.PreviousPolicyIds,
        s.AllowedModels,
        s.ExplorationFloor,
        s.StorePrompts,
        s.SessionAffinity,
        s.Limits,
        BudgetView.Of(s.Budget),
        s.TimeZone,
        s.Enabled,
        s.Revision);
}

/// <summary>A change of settings; null fields stay as they are.</summary>
internal record TenantPatch
{
    public string? DisplayName { get; init; }

    public PreferencePatch? Preference { get; init; }

    /// <summary>Model ids; empty: all.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    public double? ExplorationFloor { get; init; }

    public bool? StorePrompts { get; init; }

    public bool? SessionAffinity { get; init; }

    public LimitsPatch? Limits { get; init; }

    /// <summary>How much it may spend.</summary>
    public BudgetPatch? Budget { get; init; }

    /// <summary>The time zone of its days and months, an IANA name.</summary>
    public string? TimeZone { get; init; }

    public bool? Enabled { get; init; }

    public TenantUpdate ToUpdate(TenantState current) => new()
    {
        DisplayName = DisplayName,
        Preference = Preference?.ToPreference(current.Preference),
        AllowedModels = AllowedModels,
        ExplorationFloor = ExplorationFloor,
        StorePrompts = StorePrompts,
        SessionAffinity = SessionAffinity,
        Limits = Limits?.ToLimits(current.Limits),
        Budget = Budget?.ToLimits(current.Budget),
        TimeZone = TimeZone,
        Enabled = Enabled,
    };
}

/// <summary>A new tenant; settings that are left out get their defaults.</summary>
internal sealed record TenantCreation : TenantPatch
{
    /// <summary>Its id: 1 to 63 of a-z, 0-9, '-', '_' and '.'.</summary>
    public required string Id { get; init; }
}

/// <summary>A change of weights; null fields stay as they are.</summary>
internal sealed record PreferencePatch(double? QualityWeight = null, double? CostWeight = null, double? RiskAversion = null)
{
    public Preference ToPreference(Preference current) => new()
    {
        QualityWeight = QualityWeight ?? current.QualityWeight,
        CostWeight = CostWeight ?? current.CostWeight,
        RiskAversion = RiskAversion ?? current.RiskAversion,
    };
}

/// <summary>A change of limits; null fields stay as they are, 0 lifts a limit.</summary>
internal sealed record LimitsPatch(long? RequestsPerMinute = null, long? TokensPerMinute = null, long? ConcurrentRequests = null)
{
    public UsageLimits ToLimits(UsageLimits current) => new()
    {
        RequestsPerMinute = RequestsPerMinute ?? current.RequestsPerMinute,
        TokensPerMinute = TokensPerMinute ?? current.TokensPerMinute,
        ConcurrentRequests = ConcurrentRequests ?? current.ConcurrentRequests,
    };
}

/// <summary>Which policy is to serve.</summary>
internal sealed record PolicyChoiceRequest(string? PolicyId);
