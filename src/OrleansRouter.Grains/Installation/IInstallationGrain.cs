using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Grains.Installation;

/// <summary>What all tenants of one database share. There is one such grain; its key is <see cref="Key"/>.</summary>
public interface IInstallationGrain : IGrain
{
    /// <summary>The key of the only grain of this kind.</summary>
    const string Key = "installation";

    /// <summary>The state.</summary>
    Task<InstallationState> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Keeps <paramref name="base64Secret"/> as the key-hashing secret when there is none yet; otherwise changes nothing.</summary>
    /// <returns>The state with the secret that holds: the first that was ever offered.</returns>
    /// <exception cref="ArgumentException">The secret is not base64 of 32 bytes.</exception>
    Task<InstallationState> OfferKeyHashSecretAsync(string base64Secret, CancellationToken cancellationToken = default);

    /// <summary>Lets <paramref name="policyId"/> serve every tenant without its own policy. Promoting the policy that serves changes nothing.</summary>
    /// <exception cref="ArgumentException">The id is blank or too long. Whether there is such a policy is for the caller to check.</exception>
    Task<InstallationState> PromotePolicyAsync(string policyId, CancellationToken cancellationToken = default);

    /// <summary>Returns to the default policy before.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    Task<InstallationState> RollBackPolicyAsync(CancellationToken cancellationToken = default);
}
