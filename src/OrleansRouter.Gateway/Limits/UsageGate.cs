using System.Collections.Concurrent;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Limits;

/// <summary>Admits requests under the limits of their tenant and of their key.</summary>
internal sealed class UsageGate(TimeProvider time)
{
    // Only owners with limits have a meter, which takes about 200 bytes and stays.
    private readonly ConcurrentDictionary<(string Kind, string Id), UsageMeter> _meters = new();

    /// <summary>Admits a request that calls no model.</summary>
    /// <exception cref="ApiException">A limit is reached (429).</exception>
    public UsagePass Enter(HttpContext context) => Enter(context, 0);

    /// <summary>Admits a request, and takes the tokens that it reads and may write at most.</summary>
    /// <exception cref="ApiException">A limit is reached (429), or the request alone is larger than an allowance (400).</exception>
    public UsagePass Enter(HttpContext context, RoutingInput input) => Enter(context, input.InputTokens + (long)(input.MaxOutputTokens ?? 0));

    private UsagePass Enter(HttpContext context, long tokens)
    {
        Caller caller = context.Caller();
        (string tenantId, TenantState tenant) = caller.RequireTenant();
        var pass = new UsagePass(tokens, time);
        UsageRefusal? refusal = TryEnter(pass, "Tenant", tenantId, tenant.Limits) ?? TryEnter(pass, "Key", caller.KeyId, caller.KeyLimits);
        if (refusal is not null)
        {
            pass.Undo();
        }

        RateLimitHeaders.Set(context.Response, pass.Tightest());
        return refusal is null ? pass : throw (refusal.Wait is { } wait
            ? ApiError.RateLimited(refusal.Message, refusal.Unit, wait)
            : ApiError.InvalidRequest(refusal.Message, code: "rate_limit_too_low")).AsException();
    }

    private UsageRefusal? TryEnter(UsagePass pass, string kind, string id, UsageLimits limits) => limits == UsageLimits.None
        ? null
        : pass.TryEnter(_meters.GetOrAdd((kind, id), static (owner, clock) => new UsageMeter($"{owner.Kind} '{owner.Id}'", clock), time), limits);
}
