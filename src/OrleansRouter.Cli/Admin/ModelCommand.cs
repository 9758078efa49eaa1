using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Admin;

/// <summary><c>model list|show|set</c>.</summary>
internal static class ModelCommand
{
    public static Command Create(Terminal terminal)
    {
        var verbs = new AdminVerbs(terminal);
        var id = new Argument<string>("id") { Description = "The model's id." };
        var setId = new Argument<string>("id") { Description = "The model's id." };
        var settings = new Settings();
        return AdminVerbs.Group("model", "Models: where they are reached and what they cost.",
            verbs.Verb("list", "All models.", [], async (_, client, token) => await client.ListAsync("models", token).ConfigureAwait(false)),
            verbs.Verb("show", "One model with its statistics.", [id], (parsed, client, token) =>
                client.GetAsync($"models/{AdminVerbs.Segment(parsed.GetRequiredValue(id))}", token)),
            verbs.Verb("set", "Adds a model or replaces its settings.", [setId, .. settings.Options], (parsed, client, token) =>
                client.SendAsync(HttpMethod.Put, $"models/{AdminVerbs.Segment(parsed.GetRequiredValue(setId))}", settings.Body(parsed), token)));
    }

    /// <summary>The options that set a model's settings.</summary>
    private sealed class Settings
    {
        private readonly Option<string> _provider = new("--provider") { Description = "openai (any OpenAI-compatible upstream) or simulated.", Required = true };
        private readonly Option<string?> _upstreamModel = new("--upstream-model") { Description = "The name the upstream knows it by." };
        private readonly Option<string?> _baseUrl = new("--base-url") { Description = "Base URL of the upstream, ending in /v1." };
        private readonly Option<string?> _keyVariable = new("--api-key-variable") { Description = "Environment variable that holds the upstream's key." };
        private readonly Option<double?> _inputPrice = new("--input-usd-per-million-tokens") { Description = "Price of input." };
        private readonly Option<double?> _outputPrice = new("--output-usd-per-million-tokens") { Description = "Price of output." };
        private readonly Option<int?> _context = new("--context-tokens") { Description = "Longest prompt plus answer." };
        private readonly Option<int?> _maxOutput = new("--max-output-tokens") { Description = "Longest answer." };
        private readonly Option<bool?> _tools = new("--supports-tools") { Description = "Whether it accepts tools." };
        private readonly Option<bool?> _vision = new("--supports-vision") { Description = "Whether it accepts images." };
        private readonly Option<string?> _description = new("--description") { Description = "What it is good at." };
        private readonly Option<bool?> _enabled = new("--enabled") { Description = "Whether it may be chosen." };

        public Symbol[] Options =>
            [_provider, _upstreamModel, _baseUrl, _keyVariable, _inputPrice, _outputPrice, _context, _maxOutput, _tools, _vision, _description, _enabled];

        public JsonObject Body(ParseResult parsed) => AdminVerbs.Body(
            ("provider", parsed.GetValue(_provider)),
            ("upstream_model", parsed.GetValue(_upstreamModel)),
            ("base_url", parsed.GetValue(_baseUrl)),
            ("api_key_variable", parsed.GetValue(_keyVariable)),
            ("input_usd_per_million_tokens", parsed.GetValue(_inputPrice)),
            ("output_usd_per_million_tokens", parsed.GetValue(_outputPrice)),
            ("context_tokens", parsed.GetValue(_context)),
            ("max_output_tokens", parsed.GetValue(_maxOutput)),
            ("supports_tools", parsed.GetValue(_tools)),
            ("supports_vision", parsed.GetValue(_vision)),
            ("description", parsed.GetValue(_description)),
            ("enabled", parsed.GetValue(_enabled)));
    }
}
