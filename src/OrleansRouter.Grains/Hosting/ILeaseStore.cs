namespace OrleansRouter.Grains.Hosting;

/// <summary>
/// The right to do something that only one process may do at a time, as a state write carries it. A holder that is paused does not know that
/// its lease has passed on; a write with an older token is refused.
/// </summary>
/// <param name="Lease">The lease's name.</param>
/// <param name="Token">Increases each time that the lease passes on.</param>
public sealed record Fence(string Lease, long Token);

/// <summary>A write was refused, because its lease has passed on. Nothing was written, and the writer has to stop what the lease is for.</summary>
/// <param name="fence">What the write carried.</param>
public sealed class StaleFenceException(Fence fence)
    : Exception(FormattableString.Invariant($"Lease '{fence.Lease}' has passed on from token {fence.Token}; nothing was written."));

/// <summary>Leases among all processes that share the store. Time is the database's.</summary>
public interface ILeaseStore
{
    /// <summary>Takes a lease that nobody holds or whose term is over, or extends it for the holder that has it.</summary>
    /// <param name="lease">The lease's name.</param>
    /// <param name="holder">A name that no other process has.</param>
    /// <param name="term">From now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What writes have to carry; null while another holder has it.</returns>
    Task<Fence?> TryHoldAsync(string lease, string holder, TimeSpan term, CancellationToken cancellationToken);

    /// <summary>Ends a lease before its term; one that has passed on is left alone.</summary>
    Task ReleaseAsync(Fence fence, CancellationToken cancellationToken);
}
