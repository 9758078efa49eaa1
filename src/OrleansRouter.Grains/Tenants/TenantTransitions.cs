using OrleansRouter.Grains.Budgets;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Tenants;

/// <summary>The pure changes of a tenant's state. A change that alters nothing returns its argument.</summary>
internal static class TenantTransitions
{
    public const int MaxDisplayNameLength = 200;
    public const int MaxAllowedModels = 1000;
    public const int MaxPreviousPolicies = 20;
    public const double MaxExplorationFloor = 0.5;

    public static bool IsCreated(TenantState state) => state.Revision > 0;

    public static TenantState Create(string tenantId, TenantState state, TenantUpdate settings)
    {
        RequireTenantId(tenantId);
        return IsCreated(state)
            ? throw new InvalidOperationException($"Tenant '{tenantId}' exists already.")
            : Revised(Changed(tenantId, state, settings with { DisplayName = settings.DisplayName ?? tenantId }));
    }

    public static TenantState Update(string tenantId, TenantState state, TenantUpdate update)
    {
        TenantState changed = Changed(tenantId, Existing(tenantId, state), update);
        return changed == state ? state : Revised(changed);
    }

    public static TenantState PromotePolicy(string tenantId, TenantState state, string? policyId)
    {
        if (policyId is not null)
        {
            RequirePolicyId(Owner(tenantId), policyId);
        }

        return Existing(tenantId, state).PolicyId == policyId ? state : Revised(state with
        {
            PolicyId = policyId,
            PreviousPolicyIds = [.. state.PreviousPolicyIds.TakeLast(MaxPreviousPolicies - 1), state.PolicyId],
        });
    }

    public static TenantState RollBackPolicy(string tenantId, TenantState state)
    {
        IReadOnlyList<string?> previous = Existing(tenantId, state).PreviousPolicyIds;
        return previous.Count > 0
            ? Revised(state with { PolicyId = previous[^1], PreviousPolicyIds = [.. previous.SkipLast(1)] })
            : throw new InvalidOperationException($"Tenant '{tenantId}' has no earlier policy to return to.");
    }

    private static TenantState Revised(TenantState state) => state with { Revision = state.Revision + 1 };

    private static TenantState Existing(string tenantId, TenantState state) =>
        IsCreated(state) ? state : throw new KeyNotFoundException($"No tenant '{tenantId}'.");

    private static TenantState Changed(string tenantId, TenantState state, TenantUpdate update)
    {
        Validate(Owner(tenantId), update);
        return state with
        {
            DisplayName = update.DisplayName ?? state.DisplayName,
            Preference = update.Preference ?? state.Preference,
            AllowedModels = ChangedModels(state.AllowedModels, update.AllowedModels),
            ExplorationFloor = update.ExplorationFloor ?? state.ExplorationFloor,
            StorePrompts = update.StorePrompts ?? state.StorePrompts,
            SessionAffinity = update.SessionAffinity ?? state.SessionAffinity,
            Limits = update.Limits ?? state.Limits,
            Budget = update.Budget ?? state.Budget,
            TimeZone = update.TimeZone ?? state.TimeZone,
            Enabled = update.Enabled ?? state.Enabled,
        };
    }

    /// <summary>Keeps the old list where the new one has the same content: records compare lists by reference.</summary>
    private static IReadOnlyList<string> ChangedModels(IReadOnlyList<string> old, IReadOnlyList<string>? wanted) =>
        wanted is null || wanted.SequenceEqual(old, StringComparer.Ordinal) ? old : [.. wanted];

    private static void Validate(string owner, TenantUpdate update)
    {
        if (update.DisplayName is { } name)
        {
            Require(
                !string.IsNullOrWhiteSpace(name) && name.Length <= MaxDisplayNameLength,
                $"{owner}: display_name has {name.Length} characters; expected 1 to {MaxDisplayNameLength}, not all blank.");
        }

        if (update.ExplorationFloor is { } floor)
        {
            Require(
                floor is >= 0 and <= MaxExplorationFloor,
                $"{owner}: exploration_floor is {floor:R}; expected a number in [0, {MaxExplorationFloor}].");
        }

        update.Preference?.Validated(owner);
        update.Limits?.Validated(owner);
        update.Budget?.Validated(owner);
        if (update.TimeZone is { } timeZone)
        {
            BudgetCalendar.RequireTimeZone(owner, timeZone);
        }

        ValidateModels(owner, update.AllowedModels ?? []);
    }

    private static void ValidateModels(string owner, IReadOnlyList<string> models)
    {
        Require(
            models.Count <= MaxAllowedModels,
            $"{owner}: allowed_models has {models.Count} entries; expected at most {MaxAllowedModels}.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string model in models)
        {
            RequireModelId(owner, model);
            Require(seen.Add(model), $"{owner}: allowed_models names '{model}' twice.");
        }
    }

    private static string Owner(string tenantId) => $"Tenant '{tenantId}'";
}
