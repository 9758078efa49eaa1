using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansRouter.Cli.Import;

/// <summary>Reads LiteLLM's <c>config.yaml</c>: its deployments become models, and everything else a note.</summary>
internal sealed class LiteLlmConfig
{
    private const string EnvironmentPrefix = "os.environ/";

    private static readonly string[] KnownParameters =
        ["model", "api_base", "base_url", "api_key", "input_cost_per_token", "output_cost_per_token"];

    private readonly List<(string Id, JsonObject Settings)> _models = [];
    private readonly List<string> _notes = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">The file is not such a configuration; the message says where.</exception>
    public static ImportedModels Read(string path)
    {
        JsonObject root = YamlJson.Read(path);
        if (root["model_list"] is not JsonArray deployments)
        {
            throw new FormatException($"{path}: no model_list; expected LiteLLM's config.yaml.");
        }

        var config = new LiteLlmConfig();
        for (int i = 0; i < deployments.Count; i++)
        {
            config.Add(deployments[i], $"{path}: model_list[{i}]");
        }

        foreach ((string section, JsonNode? value) in root.Where(s => s.Key != "model_list"))
        {
            string names = value is JsonObject settings ? $" ({string.Join(", ", settings.Select(s => s.Key))})" : "";
            config._notes.Add($"{section}{names} is not taken over: keys, limits, budgets and fallbacks are set per tenant here.");
        }

        return new ImportedModels(config._models, config._notes);
    }

    private void Add(JsonNode? deployment, string where)
    {
        JsonObject parameters = deployment?["litellm_params"] as JsonObject ?? throw new FormatException($"{where}: no litellm_params.");
        string name = Text(deployment!["model_name"]) ?? throw new FormatException($"{where}: no model_name.");
        string model = Text(parameters["model"]) ?? throw new FormatException($"{where}: no litellm_params.model.");
        if (name.Contains('*', StringComparison.Ordinal) || model.Contains('*', StringComparison.Ordinal))
        {
            _notes.Add($"'{name}' is a wildcard and is not taken over: every model needs a price.");
            return;
        }

        (string provider, string upstream) = LiteLlmProviders.Split(model);
        string? apiBase = Text(parameters["api_base"]) ?? Text(parameters["base_url"]);
        if (LiteLlmProviders.BaseUrl(provider, apiBase) is not { } baseUrl)
        {
            _notes.Add($"'{name}' ({model}) is not taken over: '{provider}' does not speak the OpenAI protocol, or has no api_base.");
            return;
        }

        string id = UniqueId(name);
        _models.Add((id, Settings(id, upstream, baseUrl, parameters, deployment["model_info"] as JsonObject ?? [], where)));
        string[] left = [.. parameters.Select(p => p.Key).Except(KnownParameters, StringComparer.Ordinal)];
        if (left.Length > 0)
        {
            _notes.Add($"'{id}': {string.Join(", ", left)} is not taken over.");
        }
    }

    private JsonObject Settings(string id, string upstream, string baseUrl, JsonObject parameters, JsonObject info, string where)
    {
        var settings = new JsonObject { ["provider"] = "openai", ["upstream_model"] = upstream, ["base_url"] = Reference(baseUrl, id) };
        Set("api_key_variable", KeyVariable(parameters, id));
        Set("input_usd_per_million_tokens", Price("input_cost_per_token"));
        Set("output_usd_per_million_tokens", Price("output_cost_per_token"));
        Set("context_tokens", Number(info["max_input_tokens"] ?? info["max_tokens"], where));
        Set("max_output_tokens", Number(info["max_output_tokens"], where));
        Set("supports_tools", Flag(info["supports_function_calling"]));
        Set("supports_vision", Flag(info["supports_vision"]));
        return settings;

        void Set(string field, JsonNode? value)
        {
            if (value is not null)
            {
                settings[field] = value;
            }
        }

        JsonNode? Price(string field)
        {
            if (Number(parameters[field] ?? info[field], where) is { } usdPerToken)
            {
                return Math.Round(usdPerToken.GetValue<double>() * 1e6, 9);
            }

            _notes.Add($"'{id}' has no {field}: the model is refused until its price is set.");
            return null;
        }
    }

    /// <summary>A key itself is never copied; the variable that should hold it is named instead.</summary>
    private string? KeyVariable(JsonObject parameters, string id)
    {
        string? key = Text(parameters["api_key"]);
        if (key is null || key.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return key?[EnvironmentPrefix.Length..];
        }

        string variable = string.Concat(id.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')) + "_API_KEY";
        variable = char.IsAsciiDigit(variable[0]) ? "_" + variable : variable;
        _notes.Add($"'{id}' has its api_key in the file: put it into the environment variable {variable}.");
        return variable;
    }

    private string Reference(string baseUrl, string id)
    {
        if (!baseUrl.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
        {
            return baseUrl;
        }

        string variable = baseUrl[EnvironmentPrefix.Length..];
        string? value = Environment.GetEnvironmentVariable(variable);
        _notes.Add(value is null ? $"'{id}': set base_url to what the environment variable {variable} holds." : $"'{id}': base_url is what {variable} holds now.");
        return value ?? baseUrl;
    }

    private string UniqueId(string name)
    {
        string id = name;
        for (int i = 2; !_ids.Add(id); i++)
        {
            id = $"{name}-{i}";
        }

        if (id != name)
        {
            _notes.Add($"'{name}' has several deployments; this one is the model '{id}', which the policy may choose like any other.");
        }

        return id;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value ? value.GetValue<string>() : null;

    private static JsonValue? Number(JsonNode? node, string where) => Text(node) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number == Math.Truncate(number) && Math.Abs(number) >= 1 ? JsonValue.Create((long)number) : JsonValue.Create(number)
            : throw new FormatException($"{where}: {node!.GetPropertyName()} is '{text}'; expected a number.");

    private static JsonNode? Flag(JsonNode? node) => bool.TryParse(Text(node), out bool flag) ? flag : null;
}
