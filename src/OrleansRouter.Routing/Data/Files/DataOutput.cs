using System.IO.Compression;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>Writes data files whole or not at all; names that end in <c>.gz</c> are compressed, without name or time in the gzip header.</summary>
internal static class DataOutput
{
    /// <summary>Writes a file through a temporary one beside it, so that a failure leaves nothing half-written.</summary>
    public static void Write(string file, Action<Stream> write)
    {
        string temporary = file + ".partial";
        try
        {
            using (Stream stream = Create(temporary, compressed: file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)))
            {
                write(stream);
            }

            File.Move(temporary, file, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static Stream Create(string file, bool compressed)
    {
        var raw = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024);
        return compressed ? new GZipStream(raw, CompressionLevel.Optimal) : raw;
    }
}
