namespace OrleansRouter.Grains.Budgets;

/// <summary>Whose money it is: a tenant's, over all its keys, or what one key of it may spend.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="KeyId">Public id of the key; null: the tenant itself.</param>
public readonly record struct BudgetAccount(string TenantId, string? KeyId = null)
{
    private const char Separator = '/';

    /// <summary>The key of its grain; no id contains the separator.</summary>
    public string Name => KeyId is null ? TenantId : $"{TenantId}{Separator}{KeyId}";

    /// <summary>As messages name it.</summary>
    public string Owner => KeyId is null ? $"Tenant '{TenantId}'" : $"Key '{KeyId}'";

    /// <summary>The account with this name.</summary>
    public static BudgetAccount Parse(string name) => name.Split(Separator, 2) is [var tenant, var key] ? new(tenant, key) : new(name);
}
