using System.Buffers.Text;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Finds \u escapes of JSON that hold half of a surrogate pair: the parser lets them pass and fails later, when the text is asked for.</summary>
internal static class Surrogates
{
    private const int EscapeLength = 6;

    /// <summary>True when some escaped surrogate has no partner.</summary>
    public static bool HasHalfPair(ReadOnlySpan<byte> line)
    {
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
            {
                continue;
            }

            int unit = UnitAt(line[i..]);
            if (char.IsHighSurrogate((char)unit) && char.IsLowSurrogate((char)UnitAt(line[Math.Min(i + EscapeLength, line.Length)..])))
            {
                i += (2 * EscapeLength) - 1;
            }
            else if (char.IsSurrogate((char)unit))
            {
                return true;
            }
            else
            {
                i++; // what follows a backslash starts no escape
            }
        }

        return false;
    }

    /// <summary>The UTF-16 unit of the \u escape that starts here, or 0.</summary>
    private static int UnitAt(ReadOnlySpan<byte> line) =>
        line.Length >= EscapeLength && line[0] == '\\' && line[1] == 'u' && Utf8Parser.TryParse(line[2..EscapeLength], out ushort unit, out int read, 'x') && read == 4
            ? unit
            : 0;
}
