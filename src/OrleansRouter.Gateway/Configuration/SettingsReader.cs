using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace OrleansRouter.Gateway.Configuration;

/// <summary>Fills in environment variables, and takes out of the settings what cannot be read, so that the rest can be checked as well.</summary>
internal sealed partial class SettingsReader(JsonSerializerOptions json, Func<string, string?> environment)
{
    private readonly List<string> _errors = [];

    /// <summary>What was taken out, and why.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public void Read(JsonObject settings, Type type, string where = "")
    {
        IList<JsonPropertyInfo> known = json.GetTypeInfo(type).Properties;
        foreach ((string name, JsonNode? value) in settings.ToArray())
        {
            if (known.FirstOrDefault(p => p.Name == name) is not { } property)
            {
                _errors.Add($"{where}{name} is no setting; there are: {string.Join(", ", known.Select(p => p.Name))}.");
                settings.Remove(name);
            }
            else if (value is JsonObject inner && IsSettings(property.PropertyType))
            {
                Read(inner, property.PropertyType, $"{where}{name}.");
            }
            else
            {
                ReadValue(settings, property, value, where);
            }
        }
    }

    private void ReadValue(JsonObject settings, JsonPropertyInfo property, JsonNode? value, string where)
    {
        JsonNode? resolved = value is JsonValue text && text.TryGetValue(out string? raw) ? Resolve(raw, where + property.Name) : value?.DeepClone();
        settings[property.Name] = resolved;
        try
        {
            resolved.Deserialize(property.PropertyType, json);
        }
        catch (JsonException)
        {
            // Values may be secrets from the environment; what the file itself says is safe to repeat.
            _errors.Add($"{where}{property.Name} is {value?.ToJsonString() ?? "null"}; expected {Expected(property.PropertyType)}.");
            settings.Remove(property.Name);
        }
    }

    private JsonNode Resolve(string text, string where) => Reference().Replace(text, match =>
    {
        string name = match.Groups[1].Value;
        if (environment(name) is { } value)
        {
            return value;
        }

        _errors.Add($"{where} needs the environment variable {name}, which is not set.");
        return "";
    });

    private static bool IsSettings(Type type) => type.IsClass && type.Assembly == typeof(SettingsReader).Assembly;

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } choice => $"one of {string.Join(", ", Enum.GetNames(choice).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
        var time when time == typeof(TimeSpan) => "a duration such as \"00:00:30\"",
        var flag when flag == typeof(bool) => "true or false",
        var text when text == typeof(string) => "a text",
        { IsPrimitive: true } => "a number",
        var other => $"an object or list as {other.Name}",
    };

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Reference();
}
