using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRouter.Gateway;

namespace OrleansRouter.Cli.Commands;

/// <summary>Reads gateway settings from a JSON file.</summary>
internal static class GatewayConfiguration
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // A misspelt setting is an error, not a setting that silently keeps its default.
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The settings of <paramref name="path"/>; what it leaves out keeps its default.</summary>
    /// <exception cref="InvalidOperationException">The file is not JSON, or names something unknown; the message says where.</exception>
    public static GatewayOptions Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<GatewayOptions>(File.ReadAllText(path), Json)
                ?? throw new InvalidOperationException($"{path}: is null; expected an object with gateway settings.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{path} line {(e.LineNumber ?? 0) + 1}: {e.Message}", e);
        }
    }
}
