using System.Text.Json;
using OrleansRouter.Gateway.Admin.Online;
using OrleansRouter.Gateway.Keys;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Grains.Policies;

namespace OrleansRouter.Gateway.Admin.Policies;

/// <summary>A policy as the API shows it.</summary>
internal sealed record PolicyView(
    string Id, string Family, string ContentHash, long SizeBytes, DateTimeOffset CreatedAt, JsonElement Summary)
{
    public static PolicyView Of(PolicyInfo p) =>
        new(p.PolicyId, p.Family, p.ContentHash, p.SizeBytes, p.CreatedAt, JsonElement.Parse(p.SummaryJson));
}

/// <summary>All policies.</summary>
/// <param name="Data">The policies.</param>
/// <param name="DefaultPolicyId">The trained policy that serves everyone without their own.</param>
/// <param name="Learning">The lines that go on learning, of tenants that the caller may see.</param>
internal sealed record PolicyList(IReadOnlyList<PolicyView> Data, string? DefaultPolicyId, IReadOnlyList<LearningView> Learning);

/// <summary>The default policy and those before it, latest last.</summary>
internal sealed record DefaultPolicy(string? PolicyId, IReadOnlyList<string> PreviousPolicyIds);

/// <summary>Finds policies that a caller may see.</summary>
internal static class PolicyLookup
{
    /// <summary>All policies, oldest first, but the versions that other tenants' policies learned.</summary>
    public static async Task<IReadOnlyList<PolicyInfo>> ListAsync(this IPolicyStore policies, Caller caller, CancellationToken cancellationToken) =>
        [.. (await policies.ListAsync(cancellationToken)).Where(p => caller.IsOperator || PolicyOwners.IsOpenTo(caller.TenantId!, p.PolicyId))];

    /// <exception cref="ApiException">There is no such policy, or it is another tenant's; the answer is the same.</exception>
    public static async Task<PolicyInfo> RequireAsync(this IPolicyStore policies, Caller caller, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyInfo> all = await policies.ListAsync(caller, cancellationToken);
        return all.FirstOrDefault(p => p.PolicyId == id) ?? throw ApiError.NotFound(
            $"No policy '{id}'; there are: {string.Join(", ", all.Select(p => p.PolicyId).Take(50))}.",
            "policy_id",
            "policy_not_found").AsException();
    }
}
