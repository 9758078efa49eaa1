using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>How reports of the Meta-Router are written as JSON.</summary>
internal static class ReportJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
}
