using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansRouter.Gateway.Configuration;

/// <summary>
/// Settings in a JSON file. Comments and trailing commas are allowed; <c>${NAME}</c> in a text stands for the environment variable of that
/// name; <c>$schema</c> is for editors.
/// </summary>
public static class SettingsFile
{
    private const string SchemaKey = "$schema";

    private static readonly JsonDocumentOptions Syntax =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>The settings of a file; what it leaves out keeps its default.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be used; the message lists everything that is wrong with it.</exception>
    public static T Read<T>(string path) where T : class, ISettings
    {
        JsonObject settings = Parse(path);
        settings.Remove(SchemaKey);
        var reader = new SettingsReader(Json, Environment.GetEnvironmentVariable);
        reader.Read(settings, typeof(T));
        T read = settings.Deserialize<T>(Json)!;
        string[] errors = [.. reader.Errors, .. read.Errors()];
        return errors.Length == 0
            ? read
            : throw new InvalidOperationException($"{path} cannot be used:{string.Concat(errors.Select(e => $"{Environment.NewLine}- {e}"))}");
    }

    /// <summary>The JSON schema of files with these settings.</summary>
    public static string Schema<T>() where T : class, ISettings
    {
        JsonNode schema = Json.GetJsonSchemaAsNode(typeof(T), SettingsSchema.Options);
        schema["properties"]!.AsObject().Insert(0, SchemaKey, new JsonObject { ["type"] = "string" });
        schema.AsObject().Insert(0, SchemaKey, "https://json-schema.org/draft/2020-12/schema");
        return schema.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static JsonObject Parse(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Syntax) as JsonObject
                ?? throw new InvalidOperationException($"{path}: expected an object with settings.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{path} line {(e.LineNumber ?? 0) + 1}: {e.Message}", e);
        }
    }
}
