using System.IO.Compression;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Opens data files, compressed or not, and turns what goes wrong while decoding them into errors that name the place.</summary>
internal static class DataStream
{
    /// <summary>Opens a file for reading; gzip is recognised by its first two bytes, whatever the file is called.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Stream Open(string file) => Open(file, out _);

    /// <summary>The same, with the file itself, whose position tells how far reading is.</summary>
    public static Stream Open(string file, out FileStream raw)
    {
        raw = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024);
        bool gzip = raw.ReadByte() == 0x1F && raw.ReadByte() == 0x8B;
        raw.Position = 0;
        return gzip ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    /// <summary>Runs one read; damaged or truncated gzip becomes a <see cref="DataFormatException"/>.</summary>
    public static T Guard<T>(string file, long line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw new DataFormatException(file, line, "the gzip stream is damaged or cut off here.", exception);
        }
    }
}
