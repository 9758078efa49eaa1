using System.Security.Cryptography;
using System.Text;

namespace OrleansRouter.Gateway.Keys;

/// <summary>HMAC-SHA256 of key secrets under the installation's secret: a stolen database alone gives no usable key and no way to test one.</summary>
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
