using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Leases;

/// <summary>One lease as this process sees it: taken when it is free, extended while it is used. For one caller at a time.</summary>
/// <remarks>
/// Whether the lease is held is known to the database alone; what is kept here only saves asking. That a paused process writes nothing
/// more is due to the fence that its writes carry.
/// </remarks>
internal sealed class LeaseKeeper(ILeaseStore leases, string name, TimeSpan term, TimeProvider time)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly string _holder = ProcessName.New();
    private (Fence Fence, long At)? _held;

    /// <summary>The lease's name.</summary>
    public string Name => name;

    /// <summary>The fence while this process has the lease; null while another has it.</summary>
    public async Task<Fence?> HoldAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && time.GetElapsedTime(held.At) < term / 3)
        {
            return held.Fence;
        }

        long at = time.GetTimestamp();
        Fence? fence = await leases.TryHoldAsync(name, _holder, term, cancellationToken);
        _held = fence is null ? null : (fence, at);
        return fence;
    }

    /// <summary>Notes that a write was refused.</summary>
    public void Forget() => _held = null;

    /// <summary>Lets another process have the lease at once; where the store fails, when its term is over.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held)
        {
            _held = null;
            try
            {
                await leases.ReleaseAsync(held.Fence, cancellationToken);
            }
            catch (StorageException)
            {
                // The term ends all the same, and the caller has nothing to undo.
            }
        }
    }

    /// <summary>Waits for the lease, keeps it while <paramref name="work"/> runs, and lets it go.</summary>
    /// <exception cref="StaleFenceException">The lease passed on meanwhile, and the work was cancelled.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Fence? fence;
        while ((fence = await HoldAsync(cancellationToken)) is null)
        {
            await Task.Delay(RetryDelay, time, cancellationToken);
        }

        try
        {
            return await KeepAsync(fence, work, cancellationToken);
        }
        finally
        {
            await ReleaseAsync(CancellationToken.None);
        }
    }

    /// <summary>Extends the lease while <paramref name="work"/> runs. The work has always ended when this returns.</summary>
    /// <exception cref="StaleFenceException">The lease passed on meanwhile, and the work was cancelled.</exception>
    public async Task<T> KeepAsync<T>(Fence fence, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bool lost = false;
        Task<T> running = work(ending.Token);
        while (!lost && await Task.WhenAny(running, Task.Delay(term / 3, time, CancellationToken.None)) != running)
        {
            lost = !await ExtendAsync(fence);
        }

        if (lost)
        {
            await ending.CancelAsync();
        }

        try
        {
            return await running;
        }
        catch (OperationCanceledException) when (lost && !cancellationToken.IsCancellationRequested)
        {
            throw new StaleFenceException(fence);
        }
    }

    // Where the store fails for a moment the term may still run; whether it did is what the fence of each write finds out.
    private async Task<bool> ExtendAsync(Fence fence)
    {
        try
        {
            return await HoldAsync(CancellationToken.None) == fence;
        }
        catch (StorageException)
        {
            return true;
        }
    }
}
