using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>decisions export</c>: the decision log as a file that <c>ope</c> reads.</summary>
internal static class DecisionsCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        var selection = new LogSelection();
        var file = new Option<string>("--out") { Description = "The file to write, one JSON object a line.", Required = true };
        return AdminVerbs.Group("decisions", "The decision log.",
            verbs.Verb("export", "Writes decisions with receipt, outcome and score to a file.", [.. selection.Options, file], async (parsed, client, token) =>
            {
                string path = parsed.GetRequiredValue(file);
                long bytes = await client.DownloadAsync("decisions/export" + selection.Query(parsed), path, token).ConfigureAwait(false);
                return new JsonObject { ["file"] = path, ["bytes"] = bytes };
            }));
    }
}
