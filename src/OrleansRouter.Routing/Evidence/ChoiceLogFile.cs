using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Files;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Routing.Evidence;

/// <summary>Logged choices as JSON lines: what <c>decisions export</c> writes and <c>ope</c> reads; gzip is recognised.</summary>
public static class ChoiceLogFile
{
    private static readonly NumberRange Unit = new(0, 1);
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads choice by choice.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="progress">Receives how much of the file is read, from 0 to 1; null: nobody watches.</param>
    /// <exception cref="DataFormatException">A line is damaged or a value out of range; the message names file, line, field and range.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static IEnumerable<LoggedChoice> Read(string file, CancellationToken cancellationToken, IProgress<double>? progress = null) =>
        JsonLines.Read(file, cancellationToken, progress).Select(Parse);

    /// <summary>Writes one line.</summary>
    public static void Write(IBufferWriter<byte> output, LoggedChoice choice)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("decision_id", choice.DecisionId);
            json.WriteString("tenant", choice.TenantId);
            json.WriteString("decided_at", choice.DecidedAt);
            WriteText(json, "session", choice.Session);
            json.WriteString("model", choice.ModelId);
            json.WriteNumber("propensity", choice.Propensity);
            json.WriteString("origin", choice.Origin);
            WriteText(json, "prompt", choice.Prompt);
            WriteText(json, "answered_model", choice.AnsweredModelId);
            WriteNumber(json, "cost_usd", choice.CostUsd);
            WriteNumber(json, "score", choice.Score);
            if (choice.Receipt is { } receipt)
            {
                json.WritePropertyName("receipt");
                json.WriteRawValue(receipt.ToJson());
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static LoggedChoice Parse(JsonRow row) => new()
    {
        DecisionId = row.Name("decision_id"),
        TenantId = row.Name("tenant"),
        DecidedAt = Instant(row, "decided_at"),
        Session = row.OptionalText("session"),
        ModelId = row.Name("model"),
        Propensity = Propensity(row),
        Origin = row.Name("origin"),
        Prompt = row.OptionalText("prompt"),
        AnsweredModelId = row.OptionalText("answered_model"),
        CostUsd = Number(row, "cost_usd", NumberRange.CostUsd),
        Score = Number(row, "score", Unit),
        Receipt = row.TryGet("receipt", out JsonElement receipt) ? Receipt(row, receipt) : null,
    };

    private static double Propensity(JsonRow row)
    {
        const string field = "propensity", range = "a number in (0, 1]";
        double? found = Number(row, field, Unit);
        return found > 0 ? found.Value
            : found is null ? throw DataFormatException.ForMissing(row.File, row.Line, field, range)
            : throw DataFormatException.ForValue(row.File, row.Line, field, "0", range);
    }

    private static double? Number(JsonRow row, string field, NumberRange range) =>
        row.TryGet(field, out JsonElement value) ? row.Number(field, value, range) : null;

    private static DateTimeOffset Instant(JsonRow row, string field) =>
        DateTimeOffset.TryParse(row.Text(field), CultureInfo.InvariantCulture, out DateTimeOffset instant)
            ? instant
            : throw DataFormatException.ForValue(row.File, row.Line, field, row.Text(field), "an instant such as 2025-03-01T12:00:00Z");

    private static DecisionReceipt Receipt(JsonRow row, JsonElement receipt)
    {
        try
        {
            var read = DecisionReceipt.FromJson(receipt);
            read.Input.Validated("The receipt");
            return read;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new DataFormatException(row.File, row.Line, $"'receipt' is not the receipt of a decision: {exception.Message}", exception);
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
