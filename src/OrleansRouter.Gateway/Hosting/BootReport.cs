namespace OrleansRouter.Gateway.Hosting;

/// <summary>What the start of a gateway did to its database.</summary>
public sealed record BootReport
{
    /// <summary>A key of the tenant 'default', when the database had no keys. Show it: it cannot be recovered.</summary>
    public string? TenantKey { get; init; }

    /// <summary>An operator's key, when the database had no keys. Show it: it cannot be recovered.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Simulated models that were registered, because there were none.</summary>
    public IReadOnlyList<string> RegisteredModels { get; init; } = [];

    /// <summary>The policy that became the default; null: the default was left alone.</summary>
    public string? NewDefaultPolicyId { get; init; }

    /// <summary>Whether that policy was trained on simulated data just now.</summary>
    public bool TrainedOnSimulatedData { get; init; }
}
