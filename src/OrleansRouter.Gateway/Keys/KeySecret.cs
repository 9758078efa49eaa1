using System.Security.Cryptography;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Installation;

namespace OrleansRouter.Gateway.Keys;

/// <summary>
/// Finds the installation's key-hashing secret: in the environment, or in the database, where the first start generates it.
/// </summary>
internal static class KeySecret
{
    /// <param name="grains">The grain host.</param>
    /// <param name="variable">Name of the environment variable.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">The variable is set to something else than base64 of 32 bytes.</exception>
    public static async Task<KeyHasher> LoadAsync(IGrainHost grains, string variable, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return new KeyHasher(Decode(value, variable));
        }

        string offered = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyHasher.SecretBytes));
        var installation = grains.GetGrain<IInstallationGrain>(IInstallationGrain.Key);
        InstallationState state = await installation.OfferKeyHashSecretAsync(offered, cancellationToken);
        return new KeyHasher(Convert.FromBase64String(state.KeyHashSecret));
    }

    private static byte[] Decode(string value, string variable)
    {
        byte[] bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out int written) && written == KeyHasher.SecretBytes
            ? bytes[..written]
            : throw new ArgumentException(
                $"The environment variable '{variable}' is not the base64 form of {KeyHasher.SecretBytes} bytes.");
    }
}
