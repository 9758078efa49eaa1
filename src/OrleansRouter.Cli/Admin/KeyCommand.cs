using System.CommandLine;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>key list|budget|create|rotate|revoke</c>.</summary>
internal static class KeyCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        var tenant = new Option<string?>("--tenant") { Description = "The tenant it belongs to; none for an operator's key." };
        Option<string> scope = new Option<string>("--scope") { Description = "What it may do.", DefaultValueFactory = _ => "tenant_use" }
            .AcceptOnlyFromAmong("tenant_use", "tenant_admin", "operator");
        var label = new Option<string?>("--label") { Description = "A note for people." };
        var expires = new Option<DateTimeOffset?>("--expires-at") { Description = "From when on it is refused, such as 2030-01-31T00:00:00Z." };
        var limits = new LimitSettings();
        var budget = new BudgetSettings();
        var id = new Argument<string>("id") { Description = "The key's public id." };
        var budgetId = new Argument<string>("id") { Description = "The key's public id." };
        var rotatedId = new Argument<string>("id") { Description = "The public id of the key to replace." };
        var overlap = new Option<long?>("--overlap-seconds") { Description = "How long the old key stays valid; a day if not given." };
        return AdminVerbs.Group("key", "API keys. A key is shown once, when it is made.",
            verbs.Verb("list", "All keys, without their secrets.", [], async (_, client, token) => await client.ListAsync("keys", token).ConfigureAwait(false)),
            verbs.Verb("budget", "What it may spend, has spent, and has left.", [budgetId], (parsed, client, token) =>
                client.GetAsync($"keys/{AdminVerbs.Segment(parsed.GetRequiredValue(budgetId))}/budget", token)),
            verbs.Verb("create", "A new key.", [tenant, scope, label, expires, .. limits.Options, .. budget.Options], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Post, "keys", AdminVerbs.Body(
                    ("tenant_id", parsed.GetValue(tenant)),
                    ("scope", parsed.GetValue(scope)),
                    ("label", parsed.GetValue(label)),
                    ("limits", limits.Body(parsed)),
                    ("budget", budget.Body(parsed)),
                    ("expires_at", parsed.GetValue(expires))), token)),
            verbs.Verb("rotate", "A new key like this one; the old one is valid for a while.", [rotatedId, overlap], (parsed, client, token) =>
                client.SendAsync(
                    HttpMethod.Post, $"keys/{AdminVerbs.Segment(parsed.GetRequiredValue(rotatedId))}/rotate",
                    AdminVerbs.Body(("overlap_seconds", parsed.GetValue(overlap))), token)),
            verbs.Verb("revoke", "Refuses a key from now on.", [id], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Delete, $"keys/{AdminVerbs.Segment(parsed.GetRequiredValue(id))}", null, token)));
    }
}
