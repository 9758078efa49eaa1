using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>job list|show|log|report|cancel</c>.</summary>
internal static class JobCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        return AdminVerbs.Group("job", "Training and evaluation jobs of a gateway ('train … --remote URL' and 'evaluate … --remote URL' ask for one).",
            verbs.Verb("list", "All jobs, oldest first.", [], async (_, client, token) => await client.ListAsync("jobs", token).ConfigureAwait(false)),
            One(verbs, "show", "One job with its progress.", (path, client, token) => client.GetAsync(path, token)),
            One(verbs, "log", "The steps of a job.", (path, client, token) => client.GetAsync($"{path}/log", token)),
            One(verbs, "report", "What an evaluation found.", (path, client, token) => client.GetAsync($"{path}/report", token)),
            One(verbs, "cancel", "Stops a job for good.", (path, client, token) => client.SendAsync(HttpMethod.Post, $"{path}/cancel", null, token)));
    }

    private static Command One(
        AdminVerbs verbs, string name, string description, Func<string, AdminClient, CancellationToken, Task<JsonNode?>> action)
    {
        var id = new Argument<string>("id") { Description = "The job's id." };
        return verbs.Verb(name, description, [id], (parsed, client, token) => action($"jobs/{AdminVerbs.Segment(parsed.GetRequiredValue(id))}", client, token));
    }
}
