using System.Text.Encodings.Web;
using System.Text.Json;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>
/// A file of JSON rows that only grows, so that an interrupted run is continued where it stopped. Every row is on disk before it counts; a row that
/// an interruption cut short is taken away when the file is opened again. Thread-safe.
/// </summary>
internal sealed class RowLog : IDisposable
{
    // Questions stay readable; the file is no HTML.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _stream;
    private readonly Lock _lock = new();

    private RowLog(FileStream stream) => _stream = stream;

    /// <summary>Opens or makes a file and hands its rows to <paramref name="read"/>.</summary>
    /// <exception cref="InvalidDataException">A whole line is no JSON object; the message names it.</exception>
    public static RowLog Open(string path, Action<JsonElement> read)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            int end = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
            ReadRows(path, bytes.AsMemory(0, end), read);
            stream.SetLength(end);
            stream.Position = end;
            return new RowLog(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Adds a row; it is on disk when this returns.</summary>
    public void Append(object row)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(row, Json), (byte)'\n'];
        lock (_lock)
        {
            _stream.Write(line);
            _stream.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static void ReadRows(string path, ReadOnlyMemory<byte> bytes, Action<JsonElement> read)
    {
        int line = 0;
        while (!bytes.IsEmpty)
        {
            int end = bytes.Span.IndexOf((byte)'\n');
            line++;
            try
            {
                using JsonDocument row = JsonDocument.Parse(bytes[..end]);
                read(row.RootElement);
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path} line {line}: not a row of a collection. Take the line out or collect into another folder.", e);
            }

            bytes = bytes[(end + 1)..];
        }
    }
}
