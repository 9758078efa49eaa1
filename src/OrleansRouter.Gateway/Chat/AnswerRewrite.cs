using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansRouter.Gateway.Chat;

/// <summary>Copies an upstream's answer with the few changes that the gateway makes; every other byte stays as it came.</summary>
internal static class AnswerRewrite
{
    /// <param name="json">The object as it came.</param>
    /// <param name="scan">What was found in it.</param>
    /// <param name="modelId">The model that answered; replaces the upstream's name of it.</param>
    /// <param name="keepUsage">False leaves out <c>usage</c>, which the client did not ask for.</param>
    /// <param name="extra">A property to append, such as <c>"router":{…}</c>; empty: none.</param>
    /// <param name="output">Destination.</param>
    public static void Write(
        ReadOnlySpan<byte> json, AnswerScan scan, string modelId, bool keepUsage, ReadOnlySpan<byte> extra, IBufferWriter<byte> output)
    {
        Span<(Range Place, bool IsModel)> edits = stackalloc (Range, bool)[2];
        int count = 0;
        if (Start(scan.Model) > 0)
        {
            edits[count++] = (scan.Model, true);
        }

        if (!keepUsage && Start(scan.UsageProperty) > 0)
        {
            edits[count++] = (scan.UsageProperty, false);
        }

        edits = edits[..count];
        edits.Sort(static (a, b) => Start(a.Place).CompareTo(Start(b.Place)));
        int position = 0;
        foreach ((Range place, bool isModel) in edits)
        {
            output.Write(json[position..place.Start.Value]);
            output.Write(isModel ? QuotedUtf8(modelId) : []);
            position = place.End.Value;
        }

        output.Write(json[position..scan.End]);
        output.Write(extra.IsEmpty || !scan.HasProperties ? [] : ","u8);
        output.Write(extra);
        output.Write(json[scan.End..]);
    }

    private static int Start(Range range) => range.Start.Value;

    private static byte[] QuotedUtf8(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
}
