using System.Security.Cryptography;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Policies;

/// <summary>
/// The one file of a policy (<c>.orp</c>): eight magic bytes, format version (int32), SHA-256 of all that follows, then the header
/// (JSON), the encoder and the router, each with its length in front. Equal policies give equal bytes: no time, no machine.
/// </summary>
public static class PolicyFile
{
    /// <summary>The format that this build writes, and the newest it reads.</summary>
    public const int FormatVersion = 1;

    private static readonly byte[] Magic = "ORPOLICY"u8.ToArray();
    private static readonly int BodyStart = Magic.Length + sizeof(int) + SHA256.HashSizeInBytes;

    /// <summary>The bytes of the file.</summary>
    public static byte[] ToBytes(Policy policy)
    {
        byte[] body = Body(policy);
        using var stream = new MemoryStream(BodyStart + body.Length);
        stream.Write(Magic);
        new ModelWriter(stream).Write(FormatVersion);
        stream.Write(SHA256.HashData(body));
        stream.Write(body);
        return stream.ToArray();
    }

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(Policy policy, string path)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew))
            {
                stream.Write(ToBytes(policy));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="components">The families and encoders that may be named; null for <see cref="PolicyComponents.Default"/>.</param>
    /// <exception cref="ModelFormatException">It is damaged, truncated, no policy or of a newer format; the message names the file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Policy Load(string path, PolicyComponents? components = null)
    {
        try
        {
            return Read(File.ReadAllBytes(path), components);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="ModelFormatException">They are damaged, truncated, no policy or of a newer format.</exception>
    public static Policy Read(ReadOnlyMemory<byte> bytes, PolicyComponents? components = null)
    {
        string contentHash = CheckedHash(bytes);
        var reader = new ModelReader(bytes[BodyStart..]);
        var header = PolicyHeader.Parse(reader.ReadString());
        try
        {
            components ??= PolicyComponents.Default;
            IRouterFamily family = components.Families.Get(header.Family);
            object options = OptionsBinder.Bind(family, header.Options);
            IPromptEncoder encoder = ReadPart("encoder", reader.ReadBytes(), components.Encoders.Get(header.Encoder).Read);
            IRouter router = ReadPart("router", reader.ReadBytes(), family.Read);
            return new Policy(header.Family, options, encoder, router, header.Summary, contentHash);
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException)
        {
            throw new ModelFormatException(e.Message, e);
        }
    }

    internal static string HashOf(Policy policy) => Convert.ToHexStringLower(SHA256.HashData(Body(policy)));

    internal static string HashOfEncoder(IPromptEncoder encoder) =>
        Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(encoder.Name), .. Bytes(encoder.Write)]))[..16];

    private static byte[] Body(Policy policy)
    {
        using var body = new MemoryStream();
        var writer = new ModelWriter(body);
        writer.Write(PolicyHeader.Of(policy).ToJson());
        writer.Write(Bytes(policy.Encoder.Write));
        writer.Write(Bytes(policy.Router.Write));
        return body.ToArray();
    }

    private static byte[] Bytes(Action<ModelWriter> write)
    {
        using var stream = new MemoryStream();
        write(new ModelWriter(stream));
        return stream.ToArray();
    }

    private static string CheckedHash(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (!span.StartsWith(Magic))
        {
            throw new ModelFormatException("not a policy file; it does not start with 'ORPOLICY'.");
        }

        if (span.Length < BodyStart)
        {
            throw new ModelFormatException($"truncated; a policy has at least {BodyStart} bytes, this has {span.Length}.");
        }

        int version = new ModelReader(bytes[Magic.Length..]).ReadInt32();
        if (version != FormatVersion)
        {
            throw new ModelFormatException($"policy format {version}; this build reads format {FormatVersion}.");
        }

        ReadOnlySpan<byte> stored = span[(BodyStart - SHA256.HashSizeInBytes)..BodyStart];
        return stored.SequenceEqual(SHA256.HashData(span[BodyStart..]))
            ? Convert.ToHexStringLower(stored)
            : throw new ModelFormatException("damaged or truncated; the content does not have the SHA-256 that the file states.");
    }

    private static T ReadPart<T>(string part, byte[] bytes, Func<ModelReader, T> read)
    {
        var reader = new ModelReader(bytes);
        T value = read(reader);
        return reader.Remaining == 0
            ? value
            : throw new ModelFormatException($"{reader.Remaining} bytes follow the {part}.");
    }
}
