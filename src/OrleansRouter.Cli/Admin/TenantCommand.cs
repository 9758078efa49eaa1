using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>tenant list|show|budget|usage|create|update</c>.</summary>
internal static class TenantCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        Argument<string> id = Id();
        Argument<string> budgetId = Id(), usageId = Id();
        var createId = Id();
        var created = new Settings();
        var updateId = Id();
        var updated = new Settings();
        return AdminVerbs.Group("tenant", "Tenants: their preferences and what they may use.",
            verbs.Verb("list", "All tenants.", [], async (_, client, token) => await client.ListAsync("tenants", token).ConfigureAwait(false)),
            verbs.Verb("show", "One tenant.", [id], (parsed, client, token) =>
                client.GetAsync($"tenants/{AdminVerbs.Segment(parsed.GetRequiredValue(id))}", token)),
            verbs.Verb("budget", "What it may spend, has spent, and has left.", [budgetId], (parsed, client, token) =>
                client.GetAsync($"tenants/{AdminVerbs.Segment(parsed.GetRequiredValue(budgetId))}/budget", token)),
            verbs.Verb("usage", "What its requests cost and saved.", [usageId], (parsed, client, token) =>
                client.GetAsync($"tenants/{AdminVerbs.Segment(parsed.GetRequiredValue(usageId))}/usage", token)),
            verbs.Verb("create", "A new tenant.", [createId, .. created.Options], (parsed, client, token) =>
            {
                JsonObject body = created.Body(parsed);
                body["id"] = parsed.GetRequiredValue(createId);
                return client.SendAsync(HttpMethod.Post, "tenants", body, token);
            }),
            verbs.Verb("update", "Changes settings; what is not named stays.", [updateId, .. updated.Options], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Patch, $"tenants/{AdminVerbs.Segment(parsed.GetRequiredValue(updateId))}", updated.Body(parsed), token)));
    }

    private static Argument<string> Id() => new("id") { Description = "The tenant's id." };

    /// <summary>The options that set a tenant's settings.</summary>
    private sealed class Settings
    {
        private readonly Option<string?> _name = new("--name") { Description = "Name shown to people." };
        private readonly Option<double?> _qualityWeight = new("--quality-weight") { Description = "Value of one unit of quality." };
        private readonly Option<double?> _costWeight = new("--cost-weight") { Description = "Value of one unit of normalised cost." };
        private readonly Option<double?> _riskAversion = new("--risk-aversion") { Description = "Value of one standard deviation of quality." };
        private readonly Option<double?> _floor = new("--exploration-floor") { Description = "Least probability of every eligible model; 0 switches exploration off." };
        private readonly Option<string[]?> _models = new("--allowed-models") { Description = "Models it may use.", AllowMultipleArgumentsPerToken = true };
        private readonly Option<bool?> _storePrompts = new("--store-prompts") { Description = "Whether prompt text may be stored." };
        private readonly Option<bool?> _sessionAffinity = new("--session-affinity") { Description = "Whether a session keeps to its model." };
        private readonly LimitSettings _limits = new();
        private readonly BudgetSettings _budget = new();
        private readonly Option<string?> _timeZone = new("--time-zone") { Description = "Time zone of its budgets' days and months, such as Europe/Berlin." };
        private readonly Option<bool?> _enabled = new("--enabled") { Description = "Whether it is served." };

        public Symbol[] Options => [_name, _qualityWeight, _costWeight, _riskAversion, _floor, _models, _storePrompts, _sessionAffinity, .. _limits.Options, .. _budget.Options, _timeZone, _enabled];

        public JsonObject Body(ParseResult parsed)
        {
            JsonObject preference = AdminVerbs.Body(
                ("quality_weight", parsed.GetValue(_qualityWeight)),
                ("cost_weight", parsed.GetValue(_costWeight)),
                ("risk_aversion", parsed.GetValue(_riskAversion)));
            return AdminVerbs.Body(
                ("display_name", parsed.GetValue(_name)),
                ("preference", preference.Count > 0 ? preference : null),
                ("exploration_floor", parsed.GetValue(_floor)),
                ("allowed_models", parsed.GetValue(_models) is { Length: > 0 } models ? new JsonArray([.. models.Select(model => JsonValue.Create(model))]) : null),
                ("store_prompts", parsed.GetValue(_storePrompts)),
                ("session_affinity", parsed.GetValue(_sessionAffinity)),
                ("limits", _limits.Body(parsed)),
                ("budget", _budget.Body(parsed)),
                ("time_zone", parsed.GetValue(_timeZone)),
                ("enabled", parsed.GetValue(_enabled)));
        }
    }
}
