using System.Text.Unicode;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Splits a UTF-8 stream into lines without decoding them: LF or CRLF, an optional byte order mark, numbered from 1.</summary>
internal sealed class LineReader(string file, Stream stream)
{
    /// <summary>A line longer than this is taken for damage rather than held in memory.</summary>
    public const int MaxLineBytes = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line that <see cref="TryRead"/> returned last.</summary>
    public long LineNumber { get; private set; }

    /// <summary>The next line without its line end; valid until the next call.</summary>
    /// <exception cref="DataFormatException">The stream is damaged, or the line is too long or not UTF-8.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int length = FindLineEnd();
        if (length < 0)
        {
            line = default;
            return false;
        }

        LineNumber++;
        line = Trim(_buffer.AsMemory(_start, length));
        _start = Math.Min(_start + length + 1, _end);
        return Utf8.IsValid(line.Span) ? true : throw new DataFormatException(file, LineNumber, "the line is not valid UTF-8.");
    }

    /// <summary>Length of the line that starts at <c>_start</c>, or −1 at the end of the stream.</summary>
    private int FindLineEnd()
    {
        int searched = 0;
        while (true)
        {
            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return searched + found;
            }

            searched = _end - _start;
            if (_ended)
            {
                return searched > 0 ? searched : -1;
            }

            Fill();
        }
    }

    private ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line)
    {
        if (LineNumber == 1 && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }

        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private void Fill()
    {
        int pending = _end - _start;
        if (pending > MaxLineBytes)
        {
            throw new DataFormatException(file, LineNumber + 1, $"the line is longer than {MaxLineBytes} bytes.");
        }

        byte[] target = pending > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        _buffer.AsSpan(_start, pending).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, pending);
        int read = DataStream.Guard(file, LineNumber + 1, () => stream.Read(_buffer, _end, _buffer.Length - _end));
        _end += read;
        _ended = read == 0;
    }
}
