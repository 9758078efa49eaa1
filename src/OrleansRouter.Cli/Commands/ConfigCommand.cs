using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Admin;
using OrleansRouter.Cli.Import;
using OrleansRouter.Cli.Output;
using OrleansRouter.Gateway.Configuration;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>config</c>: the schema of settings files, and other routers' configurations.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal) => AdminVerbs.Group(
        "config",
        "Settings files, and configurations of other routers.",
        Schema(terminal),
        AdminVerbs.Group("import", "Takes over what another router is configured with.", LiteLlm(terminal)));

    private static Command Schema(Terminal terminal)
    {
        var command = new Command("schema", "The JSON schema of settings files.");
        command.Run(terminal, (_, _) =>
        {
            terminal.WriteLine(SettingsFile.Schema<NodeOptions>().TrimEnd());
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command LiteLlm(Terminal terminal)
    {
        var file = new Argument<FileInfo>("file") { Description = "LiteLLM's config.yaml." };
        var apply = new Option<bool>("--apply") { Description = "Add the models to the running gateway at --url; without it they are only printed." };
        Option<string> url = AdminVerbs.UrlOption();
        Option<string?> key = AdminVerbs.KeyOption();
        var command = new Command("litellm", "Models of LiteLLM's config.yaml as settings here, and notes on what cannot be taken over.") { file, apply, url, key };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            ImportedModels imported = LiteLlmConfig.Read(parsed.GetRequiredValue(file).FullName);
            if (parsed.GetValue(apply))
            {
                using AdminClient client = AdminVerbs.Connect(parsed.GetValue(url), parsed.GetValue(key));
                foreach ((string id, JsonObject settings) in imported.Models)
                {
                    await client.SendAsync(HttpMethod.Put, $"models/{AdminVerbs.Segment(id)}", settings, cancellationToken).ConfigureAwait(false);
                }
            }

            terminal.WriteLine(AdminVerbs.Print(imported.ToJson()));
        });
        return command;
    }
}
