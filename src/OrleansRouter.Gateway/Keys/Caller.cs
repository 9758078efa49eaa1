using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Keys;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Keys;

/// <summary>Who sent a request.</summary>
/// <param name="KeyId">Public id of the key.</param>
/// <param name="Key">What is kept of the key.</param>
/// <param name="Tenant">Its tenant's settings when the request came in; null for operators.</param>
internal sealed record Caller(string KeyId, KeyState Key, TenantState? Tenant)
{
    public KeyScope Scope => Key.Scope;

    /// <summary>The key's tenant; null for operators.</summary>
    public string? TenantId => Key.TenantId;

    /// <summary>How much this key may use.</summary>
    public UsageLimits KeyLimits => Key.Limits;

    /// <summary>Public id of the key whose budget this one spends.</summary>
    public string BudgetKeyId => Key.BudgetKeyId ?? KeyId;

    public bool IsOperator => Scope == KeyScope.Operator;

    /// <summary>The tenant that this request is for.</summary>
    /// <exception cref="ApiException">The key belongs to no tenant.</exception>
    public (string Id, TenantState Settings) RequireTenant() => (TenantId, Tenant) is ({ } id, { } settings)
        ? (id, settings)
        : throw ApiError.Forbidden("An operator's key belongs to no tenant and cannot send requests; use a tenant's key.").AsException();

    /// <summary>Lets operators pass, and this tenant's own keys.</summary>
    /// <exception cref="ApiException">The key is another tenant's; the answer is the same whether the tenant exists or not.</exception>
    public void RequireAccessTo(string tenantId)
    {
        if (!IsOperator && TenantId != tenantId)
        {
            throw ApiError.Forbidden($"This key belongs to tenant '{TenantId}' and cannot reach tenant '{tenantId}'.").AsException();
        }
    }
}

/// <summary>Reads the caller of a request.</summary>
internal static class CallerExtensions
{
    public static Caller Caller(this HttpContext context) => context.Features.Get<Caller>()
        ?? throw new InvalidOperationException($"{context.Request.Path} asks for its caller but requires no key.");
}
