using System.Security.Cryptography;
using System.Text;
using OrleansRouter.Gateway.Budgets;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Tenants;

namespace OrleansRouter.Gateway.Selection;

/// <summary>Plans a request: by the tenant's policy, or as the client named the model.</summary>
internal sealed class RoutePlanner(SnapshotService snapshots, PolicySelector selector, BudgetGate budgets, TimeProvider time)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="model">What the client wrote into <c>model</c>.</param>
    /// <param name="input">What the router reads of the request.</param>
    /// <param name="bound">What the call may cost, which is set aside; null: it makes no call, or no budget limits the caller.</param>
    /// <exception cref="ApiException">The model does not exist for this tenant, no model is eligible, or a budget is used up.</exception>
    public async ValueTask<RoutePlan> PlanAsync(Caller caller, string model, RoutingInput input, CallBound? bound = null)
    {
        RoutingSnapshot snapshot = snapshots.Current;
        (string tenantId, TenantState tenant) = caller.RequireTenant();
        RequestedModel requested = RequestedModel.Parse(model, id => snapshot.FindModel(id) is not null);
        RequireKnown(input.Knobs.AllowedModels ?? [], snapshot, tenant);
        DecisionRecord draft = Draft(caller.KeyId, tenantId, tenant, input);
        BudgetHold? hold = bound is null ? null : await HoldAsync(caller, requested, model, input, bound, snapshot);
        try
        {
            RoutingInput fitting = hold is null ? input : input with { Hold = hold };
            RoutePlan plan = requested.IsAuto
                ? await selector.SelectAsync(snapshot, requested, fitting, draft, tenant)
                : Pin(snapshot, model, fitting, draft, tenant);
            hold?.Shrink(plan.Order.Max(hold.Bound.Of));
            DateOnly day = hold?.Day ?? BudgetCalendar.DayOf(draft.DecidedAt, tenant.TimeZone);
            return plan with { Day = day, BudgetKeyId = caller.BudgetKeyId, Hold = hold };
        }
        catch
        {
            hold?.Release();
            throw;
        }
    }

    /// <summary>Sets aside what the dearest model may cost that the request fits and the budgets have money for.</summary>
    private async ValueTask<BudgetHold?> HoldAsync(
        Caller caller, RequestedModel requested, string model, RoutingInput input, CallBound bound, RoutingSnapshot snapshot)
    {
        IEnumerable<ModelEntry> models = snapshot.ModelsOf(caller.RequireTenant().Settings);
        models = requested.IsAuto
            ? CandidateFilter.Apply(models, input).Eligible
            : models.Where(m => m.Id == model && CandidateFilter.FindBar(m, input) is null);
        MicroUsd[] amounts = [.. models.Select(bound.Of).Distinct().Order()];
        // Where there is no model, planning says why.
        return amounts.Length == 0 ? null : await budgets.HoldAsync(caller, bound, amounts, CancellationToken.None);
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
