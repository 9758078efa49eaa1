using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace OrleansRouter.Gateway.Configuration;

/// <summary>What a schema of settings says beyond their types.</summary>
internal static class SettingsSchema
{
    /// <summary>Ranges as the options declare them; names that are no setting are refused, as <see cref="SettingsFile"/> does.</summary>
    public static JsonSchemaExporterOptions Options { get; } = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        if (schema["properties"] is not null)
        {
            schema["additionalProperties"] = false;
        }

        // The exporter's pattern for durations allows what the reader does not, and texts may hold references.
        schema.Remove("pattern");
        if (context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(RangeAttribute), inherit: true) is [RangeAttribute range, ..])
        {
            Describe(schema, range);
        }

        return schema;
    }

    private static void Describe(JsonObject schema, RangeAttribute range)
    {
        if (range.OperandType == typeof(TimeSpan))
        {
            schema["description"] = $"A duration from {range.Minimum} to {range.Maximum}.";
            return;
        }

        schema["minimum"] = JsonValue.Create(Convert.ToDouble(range.Minimum, System.Globalization.CultureInfo.InvariantCulture));
        schema["maximum"] = JsonValue.Create(Convert.ToDouble(range.Maximum, System.Globalization.CultureInfo.InvariantCulture));
    }
}
