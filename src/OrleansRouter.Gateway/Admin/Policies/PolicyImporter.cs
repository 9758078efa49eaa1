using OrleansRouter.Grains.Policies;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Gateway.Admin.Policies;

/// <summary>Checks policy files and stores them.</summary>
internal sealed class PolicyImporter(IPolicyStore policies, TimeProvider time)
{
    /// <param name="file">The bytes of the file.</param>
    /// <param name="id">The id to store it under; null: the policy's own.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Learning.Serialization.ModelFormatException">The file is damaged, no policy, or newer than this build.</exception>
    /// <exception cref="InvalidOperationException">The id is taken by other content.</exception>
    public Task<PolicyInfo> ImportAsync(byte[] file, string? id, CancellationToken cancellationToken) =>
        SaveAsync(PolicyFile.Read(file), file, id, cancellationToken);

    /// <summary>Stores a policy of this process; see <see cref="ImportAsync"/>.</summary>
    public Task<PolicyInfo> SaveAsync(Policy policy, CancellationToken cancellationToken) =>
        SaveAsync(policy, PolicyFile.ToBytes(policy), id: null, cancellationToken);

    private async Task<PolicyInfo> SaveAsync(Policy policy, byte[] file, string? id, CancellationToken cancellationToken)
    {
        var info = PolicyRecords.Of(policy, file, id, time.GetUtcNow());
        await policies.SaveAsync(info, file, cancellationToken);
        return info;
    }
}
