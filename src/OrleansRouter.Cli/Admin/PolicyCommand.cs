using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Commands;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>policy list|show|import|report|promote|rollback|learn|learned|rollout</c>, and <c>policy inspect</c> for a file on this machine.</summary>
internal static class PolicyCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        Argument<string> id = Id(), promoteId = Id();
        Argument<string> file = PolicyFilePath();
        var importId = new Option<string?>("--id") { Description = "Id to store it under. Default: family and content hash." };
        Option<string?> promoteTenant = Tenant(), rollbackTenant = Tenant(), learnTenant = Tenant(), learnedTenant = Tenant();
        var learning = new LearningSettings();
        var report = new PolicyReportVerb();
        return AdminVerbs.Group("policy", "Policies: what is stored, and which one serves whom.",
            verbs.Verb("list", "All policies, and the default.", [], (_, client, token) => client.GetAsync("policies", token)),
            verbs.Verb("show", "One policy with its training summary.", [id], (parsed, client, token) =>
                client.GetAsync($"policies/{AdminVerbs.Segment(parsed.GetRequiredValue(id))}", token)),
            verbs.Verb("import", "Stores a policy file.", [file, importId], async (parsed, client, token) =>
            {
                byte[] bytes = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file), token).ConfigureAwait(false);
                string query = parsed.GetValue(importId) is { } name ? "?id=" + Uri.EscapeDataString(name) : "";
                return await client.UploadAsync("policies" + query, bytes, token).ConfigureAwait(false);
            }),
            verbs.Verb("report", "What logged decisions say it would have earned.", report.Symbols, report.RunAsync),
            verbs.Verb("promote", "Lets a policy serve a tenant, or everyone without their own.", [promoteId, promoteTenant], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Put, Place(parsed.GetValue(promoteTenant)), new JsonObject { ["policy_id"] = parsed.GetRequiredValue(promoteId) }, token)),
            verbs.Verb("rollback", "Returns to the policy that served before.", [rollbackTenant], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Post, Place(parsed.GetValue(rollbackTenant)) + "/rollback", null, token)),
            verbs.Verb("learn", "Lets the policy of a tenant, or the default policy, go on learning from feedback.", [learnTenant, .. learning.Options], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Patch, LearningPlace(parsed.GetValue(learnTenant)), learning.Body(parsed), token)),
            verbs.Verb("learned", "What it has learned from feedback.", [learnedTenant], (parsed, client, token) =>
                client.GetAsync(LearningPlace(parsed.GetValue(learnedTenant)), token)),
            RolloutCommand.Create(verbs),
            Inspect(terminal));
    }

    private static string LearningPlace(string? tenant) => tenant is null ? "learning" : $"tenants/{AdminVerbs.Segment(tenant)}/learning";

    private static Command Inspect(Terminal terminal)
    {
        Argument<string> file = PolicyFilePath();
        Option<bool> json = SharedOptions.Json();
        var command = new Command("inspect", "Checks a policy file and shows what is in it.") { file, json };
        command.Run(terminal, (parsed, _) =>
        {
            string path = parsed.GetRequiredValue(file);
            PolicyReport.Write(terminal, PolicyFile.Load(path), path, parsed.GetValue(json));
            return Task.CompletedTask;
        });
        return command;
    }

    private static string Place(string? tenant) => tenant is null ? "default-policy" : $"tenants/{AdminVerbs.Segment(tenant)}/policy";

    private static Argument<string> Id() => new("id") { Description = "The policy's id." };

    private static Argument<string> PolicyFilePath() => new("file") { Description = "A policy file (.orp)." };

    private static Option<string?> Tenant() => new("--tenant") { Description = "The tenant. Default: the installation's default policy." };
}
