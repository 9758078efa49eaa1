using System.Security.Cryptography;

namespace OrleansRouter.Routing.Data.Files;

/// <summary>How a table names the files it was read from.</summary>
internal static class DataOrigin
{
    private const int ShownHexDigits = 12;

    /// <summary>
    /// Per file its name without folders and the beginning of its SHA-256. Policies carry this text, so it must tell what was trained on wherever
    /// the file lay, and be the same for the same data.
    /// </summary>
    public static string Of(IReadOnlyList<string> files) => string.Join(", ", files.Select(Of));

    private static string Of(string file)
    {
        using FileStream bytes = File.OpenRead(file);
        return $"{Path.GetFileName(file)} (sha256 {Convert.ToHexStringLower(SHA256.HashData(bytes))[..ShownHexDigits]})";
    }
}
