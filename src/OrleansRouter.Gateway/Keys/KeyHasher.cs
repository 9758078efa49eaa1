using System.Security.Cryptography;
using System.Text;

namespace OrleansRouter.Gateway.Keys;

/// <summary>
/// HMAC-SHA256 of key secrets under the installation's secret. Where that secret comes from the environment, a stolen database gives no way
/// to test guesses; where it is kept in the database, the 256 random bits of each key still cannot be guessed.
/// </summary>
internal sealed class KeyHasher(byte[] installationSecret)
{
    public const int SecretBytes = 32;

    public string Hash(string secret) => Convert.ToBase64String(HashBytes(secret));

    /// <summary>Compares in constant time. A key that does not exist is compared too, so that ids cannot be told by timing.</summary>
    public bool Matches(string secret, string? storedHash)
    {
        Span<byte> stored = stackalloc byte[HMACSHA256.HashSizeInBytes];
        bool isHash = Convert.TryFromBase64String(storedHash ?? "", stored, out int written) && written == stored.Length;
        return CryptographicOperations.FixedTimeEquals(stored, HashBytes(secret)) & isHash;
    }

    private byte[] HashBytes(string secret) => HMACSHA256.HashData(installationSecret, Encoding.UTF8.GetBytes(secret));
}
