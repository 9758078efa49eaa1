using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Serialization;

/// <summary>
/// The one serialisation convention of models and policies: little-endian values, length-prefixed arrays and UTF-8 strings,
/// and a named, versioned <see cref="Section"/> in front of every object.
/// </summary>
/// <param name="stream">Destination; it stays open.</param>
public sealed class ModelWriter(Stream stream)
{
    /// <summary>Opens an object: its name and the version of its layout, checked by <see cref="ModelReader.Section"/>.</summary>
    public void Section(string name, int version)
    {
        Write(name);
        Write(version);
    }

    /// <summary>Writes one byte: 1 or 0.</summary>
    public void Write(bool value) => stream.WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes four bytes.</summary>
    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>Writes eight bytes.</summary>
    public void Write(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    /// <summary>Writes eight bytes.</summary>
    public void Write(ulong value) => Write(unchecked((long)value));

    /// <summary>Writes eight bytes, every bit kept.</summary>
    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    /// <summary>Writes the UTF-8 length in bytes, then the bytes.</summary>
    public void Write(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Write(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes the length, then the bytes.</summary>
    public void Write(ReadOnlySpan<byte> values)
    {
        Write(values.Length);
        stream.Write(values);
    }

    /// <summary>Writes the number of strings, then each.</summary>
    public void Write(IReadOnlyCollection<string> values)
    {
        Write(values.Count);
        foreach (string value in values)
        {
            Write(value);
        }
    }

    /// <summary>Writes the length, then the values.</summary>
    public void Write(ReadOnlySpan<int> values) => WriteBlock(values);

    /// <summary>Writes the length, then the values, every bit kept.</summary>
    public void Write(ReadOnlySpan<float> values) => WriteBlock(values);

    /// <summary>Writes the length, then the values, every bit kept.</summary>
    public void Write(ReadOnlySpan<double> values) => WriteBlock(values);

    /// <summary>Writes rows, columns and the row-major values.</summary>
    public void Write(Matrix<float> matrix)
    {
        Write(matrix.Rows);
        Write(matrix.Columns);
        Write(matrix.Values.AsSpan());
    }

    /// <summary>Writes rows, columns and the row-major values.</summary>
    public void Write(Matrix<double> matrix)
    {
        Write(matrix.Rows);
        Write(matrix.Columns);
        Write(matrix.Values.AsSpan());
    }

    private void WriteBlock<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Models are written on little-endian machines only.");
        }

        Write(values.Length);
        stream.Write(MemoryMarshal.AsBytes(values));
    }
}
