namespace OrleansRouter.Grains.Training.Jobs;

/// <summary>A stored data file.</summary>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits: its name.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="StoredAt">When it was stored.</param>
public sealed record DataFile(string Sha256, long SizeBytes, DateTimeOffset StoredAt);

/// <summary>The files that training jobs read: named by their content, never changed, the same for all processes that share the store.</summary>
public interface IDataFileStore
{
    /// <summary>Stores a file durably; a file that is stored already stays as it is.</summary>
    /// <param name="content">The bytes; read to the end.</param>
    /// <param name="sha256">The hash that they have to have; null: whatever they have.</param>
    /// <param name="cancellationToken">Stops storing; nothing is left behind.</param>
    /// <exception cref="ArgumentException">The content has another hash; nothing is stored.</exception>
    Task<DataFile> SaveAsync(Stream content, string? sha256, CancellationToken cancellationToken);

    /// <summary>What is known of a file; null where there is none.</summary>
    Task<DataFile?> FindAsync(string sha256, CancellationToken cancellationToken);

    /// <summary>Writes the content of a file.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    Task CopyToAsync(string sha256, Stream destination, CancellationToken cancellationToken);

    /// <summary>All files, by hash.</summary>
    Task<IReadOnlyList<DataFile>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes a file; nothing happens where there is none. Jobs that have not read it fail.</summary>
    Task DeleteAsync(string sha256, CancellationToken cancellationToken);
}
