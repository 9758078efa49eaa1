using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Policies;

/// <summary>Binds key = value pairs and JSON onto the options record of a family, starting from its defaults.</summary>
/// <remarks>Keys are the property names; case, '-' and '_' do not matter.</remarks>
public static class OptionsBinder
{
    /// <summary>How options and policy headers are written: camel case, enumerations by name.</summary>
    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Binds text pairs, as a command line gives them.</summary>
    /// <exception cref="ArgumentException">Keys are unknown or values do not fit; the message lists every such key.</exception>
    public static object Bind(IRouterFamily family, IEnumerable<KeyValuePair<string, string>> pairs) => Bind(family, pairs, family.DefaultOptions);

    /// <summary>Binds text pairs onto other options than the defaults, for example a preset.</summary>
    /// <exception cref="ArgumentException">Keys are unknown or values do not fit; the message lists every such key.</exception>
    public static object Bind(IRouterFamily family, IEnumerable<KeyValuePair<string, string>> pairs, object start) =>
        BindNodes(family, pairs.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, JsonValue.Create(p.Value))), Validated(family, start));

    /// <summary>Binds a JSON object.</summary>
    /// <exception cref="ArgumentException">Keys are unknown or values do not fit; the message lists every such key.</exception>
    public static object Bind(IRouterFamily family, JsonObject values) => BindNodes(family, values, family.DefaultOptions);

    /// <summary>Returns <paramref name="options"/> when every value is in its range.</summary>
    /// <exception cref="ArgumentException">The options are of another type, or values are out of range; the message lists them.</exception>
    public static object Validated(IRouterFamily family, object options)
    {
        Type type = family.DefaultOptions.GetType();
        if (options.GetType() != type)
        {
            throw new ArgumentException($"Family '{family.Name}' takes {type.Name}; got {options.GetType().Name}.");
        }

        var errors = Properties(type).Select(p => RangeError(p, p.GetValue(options))).OfType<string>().ToList();
        ThrowIfAny(family, errors);
        return options;
    }

    /// <summary>The options of a family with their defaults, as <c>name=value</c> texts.</summary>
    public static IReadOnlyList<string> Describe(IRouterFamily family) =>
        [.. ToJson(family.DefaultOptions).Select(option => $"{option.Key}={option.Value}")];

    internal static JsonObject ToJson(object options) => JsonSerializer.SerializeToNode(options, options.GetType(), Json)!.AsObject();

    private static object BindNodes(IRouterFamily family, IEnumerable<KeyValuePair<string, JsonNode?>> values, object start)
    {
        Type type = start.GetType();
        PropertyInfo[] properties = Properties(type);
        JsonObject bound = ToJson(start);
        List<string> errors = [];
        foreach ((string key, JsonNode? value) in values)
        {
            PropertyInfo? property = Array.Find(properties, p => Plain(p.Name) == Plain(key));
            string? error = property is null
                ? $"no option '{key}'; there are: {string.Join(", ", properties.Select(NameOf))}."
                : SetError(bound, property, value);
            if (error is not null)
            {
                errors.Add(error);
            }
        }

        ThrowIfAny(family, errors);
        return bound.Deserialize(type, Json)!;
    }

    private static string? SetError(JsonObject bound, PropertyInfo property, JsonNode? value)
    {
        try
        {
            JsonNode? node = Unquoted(property.PropertyType, value);
            object? parsed = node.Deserialize(property.PropertyType, Json);
            bound[NameOf(property)] = node?.DeepClone();
            return RangeError(property, parsed);
        }
        catch (JsonException)
        {
            return $"{NameOf(property)} is {value?.ToJsonString() ?? "null"}; expected {Expected(property)}.";
        }
    }

    /// <summary>Text becomes a truth value where one is wanted; JSON reads numbers from text by itself.</summary>
    private static JsonNode? Unquoted(Type type, JsonNode? value) =>
        type == typeof(bool) && value is JsonValue text && text.TryGetValue(out string? word) && bool.TryParse(word, out bool parsed)
            ? JsonValue.Create(parsed)
            : value;

    private static string? RangeError(PropertyInfo property, object? value) =>
        property.GetCustomAttributes<ValidationAttribute>().All(a => a.IsValid(value))
            ? null
            : FormattableString.Invariant($"{NameOf(property)} is {value}; expected {Expected(property)}.");

    private static string Expected(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        string kind = type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(int) || type == typeof(long) || type == typeof(ulong) => "a whole number",
            _ when type == typeof(double) || type == typeof(float) => "a number",
            _ => type.Name,
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range
            ? FormattableString.Invariant($"{kind} in [{range.Minimum}, {range.Maximum}]")
            : kind;
    }

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static string Plain(string key) => key.Replace("-", "").Replace("_", "").ToLowerInvariant();

    private static void ThrowIfAny(IRouterFamily family, List<string> errors)
    {
        if (errors.Count > 0)
        {
            throw new ArgumentException($"Family '{family.Name}': {string.Join(" ", errors)}");
        }
    }
}
