using System.Security.Cryptography;

namespace OrleansRouter.Gateway.Keys;

/// <summary>An API key <c>or-&lt;public id&gt;-&lt;secret&gt;</c>: the id may be logged, the secret is known to its owner only.</summary>
internal readonly record struct ApiKey(string Id, string Secret)
{
    private const string Prefix = "or-";
    private const int IdDigits = 16;
    private const int SecretDigits = 64;

    /// <summary>A new random key.</summary>
    public static ApiKey Create() => new(
        RandomNumberGenerator.GetHexString(IdDigits, lowercase: true), RandomNumberGenerator.GetHexString(SecretDigits, lowercase: true));

    /// <summary>Splits a key; null when the text does not have the form of one.</summary>
    public static ApiKey? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        int dash = text.IndexOf('-', Prefix.Length);
        return dash > Prefix.Length && dash < text.Length - 1 ? new ApiKey(text[Prefix.Length..dash], text[(dash + 1)..]) : null;
    }

    /// <summary>The whole key, which is shown once.</summary>
    public string Reveal() => $"{Prefix}{Id}-{Secret}";

    /// <summary>The public part only, so that a key cannot be logged by accident.</summary>
    public override string ToString() => $"{Prefix}{Id}-…";
}
