using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Serialization;

/// <summary>Reads what <see cref="ModelWriter"/> wrote. Every length is checked against the bytes that are left before memory is taken.</summary>
/// <param name="bytes">The whole serialised object.</param>
public sealed class ModelReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    /// <summary>Bytes not read yet.</summary>
    public int Remaining => bytes.Length - _position;

    /// <summary>Opens the object <paramref name="name"/> and returns the version of its layout, from 1 to <paramref name="newestVersion"/>.</summary>
    /// <exception cref="ModelFormatException">Another object stands here, or its version is newer.</exception>
    public int Section(string name, int newestVersion)
    {
        int start = _position;
        string found = ReadString();
        if (!string.Equals(found, name, StringComparison.Ordinal))
        {
            throw new ModelFormatException($"Byte {start}: expected section '{name}', found '{Shorten(found)}'.");
        }

        int version = ReadInt32();
        return version >= 1 && version <= newestVersion
            ? version
            : throw new ModelFormatException(
                $"Byte {start}: section '{name}' has version {version}; this build reads versions 1 to {newestVersion}.");
    }

    /// <summary>Reads one byte that must be 0 or 1.</summary>
    public bool ReadBoolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        byte other => throw new ModelFormatException($"Byte {_position - 1}: expected 0 or 1, found {other}."),
    };

    /// <summary>Reads four bytes.</summary>
    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    /// <summary>Reads four bytes that must lie in [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public int ReadInt32(int min, int max)
    {
        int value = ReadInt32();
        return value >= min && value <= max
            ? value
            : throw new ModelFormatException($"Byte {_position - sizeof(int)}: {value} lies outside [{min}, {max}].");
    }

    /// <summary>Reads eight bytes.</summary>
    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>Reads eight bytes.</summary>
    public ulong ReadUInt64() => unchecked((ulong)ReadInt64());

    /// <summary>Reads eight bytes.</summary>
    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    /// <summary>Reads a UTF-8 string.</summary>
    public string ReadString()
    {
        int start = _position;
        try
        {
            return StrictUtf8.GetString(Take(ReadLength(1)));
        }
        catch (DecoderFallbackException e)
        {
            throw new ModelFormatException($"Byte {start}: the string is not valid UTF-8.", e);
        }
    }

    /// <summary>Reads a list of strings.</summary>
    public string[] ReadStrings()
    {
        string[] values = new string[ReadLength(sizeof(int))];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadString();
        }

        return values;
    }

    /// <summary>Reads a byte array.</summary>
    public byte[] ReadBytes() => ReadBlock<byte>();

    /// <summary>Reads an array of integers.</summary>
    public int[] ReadInt32s() => ReadBlock<int>();

    /// <summary>Reads an array of floats.</summary>
    public float[] ReadSingles() => ReadBlock<float>();

    /// <summary>Reads an array of doubles.</summary>
    public double[] ReadDoubles() => ReadBlock<double>();

    /// <summary>Reads a matrix of floats.</summary>
    public Matrix<float> ReadSingleMatrix() => ReadMatrix<float>();

    /// <summary>Reads a matrix of doubles.</summary>
    public Matrix<double> ReadDoubleMatrix() => ReadMatrix<double>();

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Matrix<T> ReadMatrix<T>() where T : unmanaged
    {
        int start = _position;
        int rows = ReadInt32(0, int.MaxValue);
        int columns = ReadInt32(0, int.MaxValue);
        T[] values = ReadBlock<T>();
        return values.LongLength == (long)rows * columns
            ? new Matrix<T>(rows, columns, values)
            : throw new ModelFormatException($"Byte {start}: a {rows} × {columns} matrix holds {values.Length} values.");
    }

    private T[] ReadBlock<T>() where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        int length = ReadLength(size);
        T[] values = new T[length];
        Take(length * size).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private int ReadLength(int elementSize)
    {
        int start = _position;
        int length = ReadInt32();
        return length >= 0 && (long)length * elementSize <= Remaining
            ? length
            : throw new ModelFormatException($"Byte {start}: a length of {length} does not fit the {Remaining} bytes that are left.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            throw new ModelFormatException($"Byte {_position}: needs {count} more bytes, {Remaining} are left; the data are truncated.");
        }

        ReadOnlySpan<byte> taken = bytes.Span.Slice(_position, count);
        _position += count;
        return taken;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
