using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRouter.Grains.Hosting;

/// <summary>
/// How states are written: UTF-8 JSON in camel case, enumerations by name, doubles with as many digits as reproduce them exactly.
/// A field that the reader does not know is ignored and a field that is missing keeps its default, so that builds of
/// neighbouring versions read each other's states; a field is therefore added with a default, and never renamed.
/// </summary>
public static class GrainJson
{
    /// <summary>The options behind <see cref="Write{T}"/> and <see cref="Read{T}"/>; read-only.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>The state as UTF-8 JSON.</summary>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>The state that <see cref="Write{T}"/> wrote.</summary>
    /// <exception cref="JsonException">The bytes are not such a state.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) where T : class =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"Expected a {typeof(T).Name}, found null.");

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.Strict,
            PropertyNameCaseInsensitive = false,
            IgnoreReadOnlyProperties = true,
            RespectNullableAnnotations = true,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
