using System.Text.RegularExpressions;

namespace OrleansRouter.Grains;

/// <summary>What ids may look like. Ids are checked where something is created, so that every stored id is valid.</summary>
internal static partial class Identifiers
{
    public const int MaxPolicyIdLength = 200;

    public static void RequireTenantId(string tenantId) => Require(
        TenantId().IsMatch(tenantId),
        $"Tenant id '{tenantId}': expected 1 to 63 of the characters a-z, 0-9, '-', '_' and '.', beginning with a letter or digit.");

    /// <summary>"auto" and "auto:…" ask for routing, so no model may be called that.</summary>
    public static void RequireModelId(string owner, string modelId) => Require(
        ModelId().IsMatch(modelId) && modelId != "auto" && !modelId.StartsWith("auto:", StringComparison.Ordinal),
        $"{owner}: model id '{modelId}' is not valid; expected 1 to 200 of the characters A-Z, a-z, 0-9, '.', '_', '-', ':', '/', "
        + "'@' and '+', beginning with a letter or digit, and neither 'auto' nor 'auto:…'.");

    public static void RequireKeyId(string keyId) => Require(
        KeyId().IsMatch(keyId),
        $"Key id '{keyId}': expected 1 to 64 of the characters A-Z, a-z, 0-9 and '_'.");

    public static void RequirePolicyId(string owner, string policyId) => Require(
        !string.IsNullOrWhiteSpace(policyId) && policyId.Length <= MaxPolicyIdLength && !policyId.Any(char.IsControl),
        $"{owner}: policy id '{policyId}' is not valid; expected 1 to {MaxPolicyIdLength} characters, not all blank.");

    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9\-_.]{0,62}\z")]
    private static partial Regex TenantId();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._\-:/@+]{0,199}\z")]
    private static partial Regex ModelId();

    [GeneratedRegex(@"^[A-Za-z0-9_]{1,64}\z")]
    private static partial Regex KeyId();
}
