using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansRouter.Grains.Policies;

/// <summary>
/// Whose a policy is. What was trained or imported is for every tenant; a version that a tenant's policy learned from its own feedback tells of
/// that tenant and is its own.
/// </summary>
public static partial class PolicyOwners
{
    /// <summary>Stands for the line of all tenants in the ids of its versions; no tenant can be called that.</summary>
    public const string AllTenants = "ALL";

    /// <summary>Begins the id of every version that was learned from live feedback.</summary>
    public const string VersionPrefix = "live-";

    /// <summary>The id of a version.</summary>
    /// <param name="owner">The tenant, or <see cref="AllTenants"/>.</param>
    /// <param name="version">Its number.</param>
    /// <param name="contentHash">Content hash of the policy.</param>
    public static string VersionId(string owner, long version, string contentHash) =>
        string.Create(CultureInfo.InvariantCulture, $"{VersionPrefix}{owner}-{version}-{contentHash[..12]}");

    /// <summary>The tenant whose policy it is; null: every tenant's.</summary>
    public static string? OwnerOf(string policyId) =>
        TenantsVersion().Match(policyId) is { Success: true } match ? match.Groups["tenant"].Value : null;

    /// <summary>Whether a tenant may use and see a policy.</summary>
    public static bool IsOpenTo(string tenantId, string policyId) => OwnerOf(policyId) is not { } owner || owner == tenantId;

    [GeneratedRegex(@"^live-(?<tenant>[a-z0-9][a-z0-9\-_.]{0,62})-\d+-[^-]*\z")]
    private static partial Regex TenantsVersion();
}
