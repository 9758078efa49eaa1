using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Grains.Tests.Training.Jobs;

/// <summary>Files that can be read only once a gate is open, so that a task is known to be under way.</summary>
internal sealed class GatedFiles(IDataFileStore inner) : IDataFileStore
{
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a task wants to read.</summary>
    public Task Entered => _entered.Task;

    public void Open() => _open.TrySetResult();

    public async Task CopyToAsync(string sha256, Stream destination, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        await _open.Task;
        await inner.CopyToAsync(sha256, destination, cancellationToken);
    }

    public Task<DataFile> SaveAsync(Stream content, string? sha256, CancellationToken cancellationToken) => inner.SaveAsync(content, sha256, cancellationToken);

    public Task<DataFile?> FindAsync(string sha256, CancellationToken cancellationToken) => inner.FindAsync(sha256, cancellationToken);

    public Task<IReadOnlyList<DataFile>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public Task DeleteAsync(string sha256, CancellationToken cancellationToken) => inner.DeleteAsync(sha256, cancellationToken);
}
