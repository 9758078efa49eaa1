using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Writes one JSON object a line; numbers in their shortest form that reads back exactly.</summary>
internal static class JsonLinesWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file with one row per query.</summary>
    /// <param name="file">Compressed when it ends in <c>.gz</c>; replaced when it exists.</param>
    /// <param name="queries">Written as <c>id</c>, <c>task</c> and <c>prompt</c>.</param>
    /// <param name="simulated">Whether every row ends with <c>"simulated": true</c>.</param>
    /// <param name="writeRest">Writes the other fields of row i.</param>
    public static void Write(string file, IReadOnlyList<Query> queries, bool simulated, Action<Utf8JsonWriter, int> writeRest) => DataOutput.Write(file, stream =>
    {
        var line = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(line, Options);
        foreach ((int i, Query query) in queries.Index())
        {
            json.WriteStartObject();
            WriteQuery(json, query);
            writeRest(json, i);
            if (simulated)
            {
                json.WriteBoolean("simulated", true);
            }

            json.WriteEndObject();
            json.Flush();
            line.Write("\n"u8);
            stream.Write(line.WrittenSpan);
            line.ResetWrittenCount();
            json.Reset();
        }
    });

    /// <summary>Writes <c>name: {model: value}</c> with the cells that are known.</summary>
    public static void WriteCells(Utf8JsonWriter json, string name, IReadOnlyList<string> models, ReadOnlySpan<double> values)
    {
        json.WriteStartObject(name);
        for (int k = 0; k < values.Length; k++)
        {
            if (!double.IsNaN(values[k]))
            {
                json.WriteNumber(models[k], values[k]);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>True when no value is known.</summary>
    public static bool IsEmpty(ReadOnlySpan<double> values) => !values.ContainsAnyInRange(double.MinValue, double.MaxValue);

    private static void WriteQuery(Utf8JsonWriter json, Query query)
    {
        json.WriteString("id", query.Id);
        if (query.Task.Length > 0)
        {
            json.WriteString("task", query.Task);
        }

        json.WriteString("prompt", query.Prompt);
    }
}
