using System.Security.Cryptography;
using System.Text;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Plans a request: by the tenant's policy, or as the client named the model.</summary>
internal sealed class RoutePlanner(SnapshotService snapshots, PolicySelector selector, TimeProvider time)
{
    /// <exception cref="ApiException">The model does not exist for this tenant, or no model is eligible.</exception>
    public async ValueTask<RoutePlan> PlanAsync(Caller caller, string model, RoutingInput input)
    {
        RoutingSnapshot snapshot = snapshots.Current;
        (string tenantId, TenantState tenant) = caller.RequireTenant();
        RequestedModel requested = RequestedModel.Parse(model, id => snapshot.FindModel(id) is not null);
        RequireKnown(input.Knobs.AllowedModels ?? [], snapshot, tenant);
        DecisionRecord draft = Draft(caller.KeyId, tenantId, tenant, input);
        RoutePlan plan = requested.IsAuto
            ? await selector.SelectAsync(snapshot, requested, input, draft, tenant)
            : Pin(snapshot, model, input, draft, tenant);
        return plan with { Day = BudgetCalendar.DayOf(draft.DecidedAt, tenant.TimeZone), BudgetKeyId = caller.BudgetKeyId };
    }

    private static RoutePlan Pin(RoutingSnapshot snapshot, string model, RoutingInput input, DecisionRecord draft, TenantState tenant)
    {
        ModelEntry entry = snapshot.ModelsOf(tenant).FirstOrDefault(m => m.Id == model)
            ?? throw NoModel(snapshot, model, tenant).AsException();
        return CandidateFilter.FindBar(entry, input) is { } reason
            ? throw ApiError.InvalidRequest($"Model '{model}' cannot be used: {reason}", "model", "model_not_available").AsException()
            : new RoutePlan { Record = draft with { ModelId = model }, Order = [entry], Input = input };
    }

    private static void RequireKnown(IReadOnlyList<string> allowed, RoutingSnapshot snapshot, TenantState tenant)
    {
        if (allowed.FirstOrDefault(id => !snapshot.ModelsOf(tenant).Any(m => m.Id == id)) is { } unknown)
        {
            string message = NoModel(snapshot, unknown, tenant).Message;
            throw ApiError.InvalidRequest(message, "router.allowed_models", "model_not_found").AsException();
        }
    }

    private static ApiError NoModel(RoutingSnapshot snapshot, string model, TenantState tenant)
    {
        const int mostNamed = 50;
        var names = snapshot.ModelsOf(tenant).Select(m => m.Id).Prepend(RequestedModel.Auto).Take(mostNamed);
        return ApiError.NotFound($"No model '{model}'; this tenant may use: {string.Join(", ", names)}.", "model", "model_not_found");
    }

    /// <summary>The record of a pinned request; a policy's choice replaces what differs.</summary>
    private DecisionRecord Draft(string keyId, string tenantId, TenantState tenant, RoutingInput input)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new DecisionRecord
        {
            DecisionId = DecisionIds.New(now),
            TenantId = tenantId,
            KeyId = keyId,
            Session = input.Knobs.Session,
            DecidedAt = now,
            ModelId = "",
            Propensity = 1,
            Origin = DecisionOrigins.Pinned,
            PromptHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.Prompt))),
            Prompt = tenant.StorePrompts ? input.Prompt.Replace('\0', '\uFFFD') : null,
        };
    }
}
