using System.Buffers;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>
/// Python's json module writes NaN, Infinity and -Infinity, which JSON does not know. They are quoted so that a row can be read for its other
/// fields; a field that needs a number still refuses them, by name.
/// </summary>
internal static class NonFiniteLiterals
{
    private static readonly byte[][] Literals = ["NaN"u8.ToArray(), "Infinity"u8.ToArray(), "-Infinity"u8.ToArray()];

    /// <summary>The line with such literals quoted, or null when it has none outside its texts.</summary>
    public static byte[]? Quote(ReadOnlySpan<byte> line)
    {
        var quoted = new ArrayBufferWriter<byte>(line.Length + 64);
        bool changed = false;
        for (int i = 0; i < line.Length;)
        {
            int length = line[i] == '"' ? TextLength(line[i..]) : LiteralLength(line[i..]);
            bool literal = length > 0 && line[i] != '"';
            changed |= literal;
            quoted.Write(literal ? "\""u8 : default);
            quoted.Write(line.Slice(i, Math.Max(length, 1)));
            quoted.Write(literal ? "\""u8 : default);
            i += Math.Max(length, 1);
        }

        return changed ? quoted.WrittenSpan.ToArray() : null;
    }

    /// <summary>Length of the JSON text that starts here, with both quotes; all that is left when it is never closed.</summary>
    private static int TextLength(ReadOnlySpan<byte> line)
    {
        for (int i = 1; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                return i + 1;
            }

            i += line[i] == '\\' ? 1 : 0;
        }

        return line.Length;
    }

    private static int LiteralLength(ReadOnlySpan<byte> line)
    {
        foreach (byte[] literal in Literals)
        {
            if (line.StartsWith(literal))
            {
                return literal.Length;
            }
        }

        return 0;
    }
}
