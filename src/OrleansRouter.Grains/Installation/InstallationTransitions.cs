using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Installation;

/// <summary>The pure changes of the installation's state. A change that alters nothing returns its argument.</summary>
internal static class InstallationTransitions
{
    public const int SecretBytes = 32;
    public const int MaxPreviousPolicies = 20;
    private const string Owner = "Installation";

    public static InstallationState OfferKeyHashSecret(InstallationState state, string base64Secret)
    {
        Span<byte> bytes = stackalloc byte[SecretBytes + 1];
        Require(
            Convert.TryFromBase64String(base64Secret, bytes, out int written) && written == SecretBytes,
            $"{Owner}: the key-hashing secret is not the base64 form of {SecretBytes} bytes.");
        return state.KeyHashSecret.Length > 0 ? state : state with { KeyHashSecret = base64Secret };
    }

    public static InstallationState PromotePolicy(InstallationState state, string policyId)
    {
        RequirePolicyId(Owner, policyId);
        return state.DefaultPolicyId == policyId ? state : state with
        {
            DefaultPolicyId = policyId,
            PreviousPolicyIds = state.DefaultPolicyId is { } previous
                ? [.. state.PreviousPolicyIds.TakeLast(MaxPreviousPolicies - 1), previous]
                : state.PreviousPolicyIds,
        };
    }

    public static InstallationState RollBackPolicy(InstallationState state) => state.PreviousPolicyIds.Count > 0
        ? state with { DefaultPolicyId = state.PreviousPolicyIds[^1], PreviousPolicyIds = [.. state.PreviousPolicyIds.SkipLast(1)] }
        : throw new InvalidOperationException($"{Owner} has no earlier default policy to return to.");
}
