using System.Text.Json;
using OrleansRouter.Gateway.Admin.Online;
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

/// <summary>Finds policies or answers with 404.</summary>
internal static class PolicyLookup
{
    public static async Task<PolicyInfo> RequireAsync(this IPolicyStore policies, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<PolicyInfo> all = await policies.ListAsync(cancellationToken);
        return all.FirstOrDefault(p => p.PolicyId == id) ?? throw ApiError.NotFound(
            $"No policy '{id}'; there are: {string.Join(", ", all.Select(p => p.PolicyId).Take(50))}.",
            "policy_id",
            "policy_not_found").AsException();
    }
}
