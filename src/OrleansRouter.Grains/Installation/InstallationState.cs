namespace OrleansRouter.Grains.Installation;

/// <summary>What all tenants of one database share.</summary>
public sealed record InstallationState
{
    /// <summary>The secret under which API keys are hashed, base64 of 32 bytes; empty until it is generated.</summary>
    public string KeyHashSecret { get; init; } = "";

    /// <summary>Id of the policy that serves every tenant without its own; null: there is none yet.</summary>
    public string? DefaultPolicyId { get; init; }

    /// <summary>Ids of the default policies before, latest last, for rolling back; at most 20.</summary>
    public IReadOnlyList<string> PreviousPolicyIds { get; init; } = [];
}
