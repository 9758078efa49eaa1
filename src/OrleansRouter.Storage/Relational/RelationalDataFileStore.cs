using System.Security.Cryptography;
using Dapper;
using OrleansRouter.Grains.Training.Jobs;

namespace OrleansRouter.Storage.Relational;

/// <summary>
/// Files as rows of a megabyte. Every upload writes rows of its own, and the row that names the file is written last, so that uploads that
/// fail or run at once cannot mix.
/// </summary>
internal sealed class RelationalDataFileStore(Session session, IDatabase database) : IDataFileStore
{
    private const int ChunkBytes = 1 << 20;
    private const string Columns = "sha256 AS Sha256, size_bytes AS SizeBytes, stored_at AS StoredAt, upload AS Upload";
    private const string DropUpload = "DELETE FROM data_chunks WHERE upload = @upload";

    public async Task<DataFile> SaveAsync(Stream content, string? sha256, CancellationToken cancellationToken)
    {
        string upload = $"{Guid.NewGuid():N}";
        bool isNamed = false;
        try
        {
            (string found, long size) = await WriteChunksAsync(content, upload, cancellationToken);
            if (sha256 is not null && found != sha256)
            {
                throw new ArgumentException($"The content's SHA-256 is {found}; expected {sha256}. Nothing was stored.");
            }

            isNamed = await NameAsync(found, upload, size, cancellationToken);
            return (await FindAsync(found, cancellationToken))!;
        }
        finally
        {
            if (!isNamed)
            {
                await session.WriteAsync(c => c.Execute(DropUpload, new { upload }), CancellationToken.None);
            }
        }
    }

    public async Task<DataFile?> FindAsync(string sha256, CancellationToken cancellationToken) => (await RowAsync(sha256, cancellationToken))?.ToFile();

    public async Task CopyToAsync(string sha256, Stream destination, CancellationToken cancellationToken)
    {
        FileRow file = await RowAsync(sha256, cancellationToken) ?? throw new KeyNotFoundException($"No data file {sha256} is stored.");
        long copied = 0;
        for (int chunk = 0; copied < file.SizeBytes; chunk++)
        {
            var command = new CommandDefinition(
                "SELECT bytes FROM data_chunks WHERE upload = @Upload AND chunk = @chunk", new { file.Upload, chunk }, cancellationToken: cancellationToken);
            byte[] bytes = await session.ReadAsync(c => c.ExecuteScalarAsync<byte[]>(command), cancellationToken)
                ?? throw new KeyNotFoundException($"Data file {sha256} was removed while it was read.");
            await destination.WriteAsync(bytes, cancellationToken);
            copied += bytes.Length;
        }
    }

    public async Task<IReadOnlyList<DataFile>> ListAsync(CancellationToken cancellationToken)
    {
        var command = new CommandDefinition($"SELECT {Columns} FROM data_files ORDER BY sha256", cancellationToken: cancellationToken);
        return [.. (await session.ReadAsync(c => c.QueryAsync<FileRow>(command), cancellationToken)).Select(row => row.ToFile())];
    }

    public Task DeleteAsync(string sha256, CancellationToken cancellationToken)
    {
        const string Sql = """
            DELETE FROM data_chunks WHERE upload IN (SELECT upload FROM data_files WHERE sha256 = @sha256);
            DELETE FROM data_files WHERE sha256 = @sha256
            """;
        return session.WriteAsync(c => c.Execute(Sql, new { sha256 }), cancellationToken, Locks(sha256));
    }

    private async Task<(string Sha256, long Size)> WriteChunksAsync(Stream content, string upload, CancellationToken cancellationToken)
    {
        const string Sql = "INSERT INTO data_chunks (upload, chunk, bytes) VALUES (@upload, @chunk, @bytes)";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[ChunkBytes];
        long size = 0;
        int read;
        for (int chunk = 0; (read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0; chunk++)
        {
            hash.AppendData(buffer, 0, read);
            size += read;
            var row = new { upload, chunk, bytes = buffer.AsSpan(0, read).ToArray() };
            await session.WriteAsync(c => c.Execute(Sql, row), cancellationToken);
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), size);
    }

    /// <returns>Whether the file has the bytes of this upload; false where it was there before.</returns>
    private Task<bool> NameAsync(string sha256, string upload, long size, CancellationToken cancellationToken)
    {
        string sql = $"""
            INSERT INTO data_files (sha256, upload, size_bytes, stored_at) VALUES (@sha256, @upload, @size, {database.Now}) ON CONFLICT (sha256) DO NOTHING
            """;
        return session.WriteAsync(c => c.Execute(sql, new { sha256, upload, size }) == 1, cancellationToken, Locks(sha256));
    }

    private Task<FileRow?> RowAsync(string sha256, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition($"SELECT {Columns} FROM data_files WHERE sha256 = @sha256", new { sha256 }, cancellationToken: cancellationToken);
        return session.ReadAsync(c => c.QuerySingleOrDefaultAsync<FileRow>(command), cancellationToken);
    }

    private static string Locks(string sha256) => $"data\0{sha256}";

    private sealed record FileRow
    {
        public required string Sha256 { get; init; }

        public required long SizeBytes { get; init; }

        public required long StoredAt { get; init; }

        public required string Upload { get; init; }

        public DataFile ToFile() => new(Sha256, SizeBytes, Instant.FromColumn(StoredAt));
    }
}
