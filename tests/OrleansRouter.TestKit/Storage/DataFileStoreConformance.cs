using System.Security.Cryptography;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IDataFileStore"/> must do.</summary>
public abstract class DataFileStoreConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((5 << 19) + 3)]
    public async Task Save_ThenCopy_GivesTheSameBytes_AfterReopeningToo(int length)
    {
        byte[] bytes = Bytes(length);

        DataFile saved = await SaveAsync(bytes);
        await ReopenAsync();

        saved.Sha256.ShouldBe(Hash(bytes));
        saved.SizeBytes.ShouldBe(length);
        (await Store.DataFiles.FindAsync(saved.Sha256, None)).ShouldBe(saved);
        (await ReadAsync(saved.Sha256)).ShouldBe(bytes);
    }

    [SkippableFact]
    public async Task Save_Again_ChangesNothing()
    {
        DataFile first = await SaveAsync(Bytes(10));

        (await SaveAsync(Bytes(10), first.Sha256)).ShouldBe(first);

        (await Store.DataFiles.ListAsync(None)).ShouldBe([first]);
    }

    [SkippableFact]
    public async Task Save_ManyAtOnce_OneFile()
    {
        byte[] bytes = Bytes(2_000_000);

        DataFile[] saved = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => SaveAsync(bytes))));

        saved.Distinct().Count().ShouldBe(1);
        (await ReadAsync(saved[0].Sha256)).ShouldBe(bytes);
    }

    [SkippableFact]
    public async Task Save_AnotherHashThanToldBefore_IsRefused()
    {
        string expected = Hash(Bytes(4));

        (await Should.ThrowAsync<ArgumentException>(() => SaveAsync(Bytes(5), expected))).Message
            .ShouldBe($"The content's SHA-256 is {Hash(Bytes(5))}; expected {expected}. Nothing was stored.");

        (await Store.DataFiles.ListAsync(None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Delete_RemovesTheFile_AndItCanBeSavedAgain()
    {
        DataFile saved = await SaveAsync(Bytes(10));

        await Store.DataFiles.DeleteAsync(saved.Sha256, None);
        await Store.DataFiles.DeleteAsync(saved.Sha256, None);

        (await Store.DataFiles.FindAsync(saved.Sha256, None)).ShouldBeNull();
        (await Should.ThrowAsync<KeyNotFoundException>(() => ReadAsync(saved.Sha256))).Message.ShouldBe($"No data file {saved.Sha256} is stored.");
        (await ReadAsync((await SaveAsync(Bytes(10))).Sha256)).ShouldBe(Bytes(10));
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        var rng = new Rng((ulong)length);
        foreach (ref byte value in bytes.AsSpan())
        {
            value = (byte)rng.NextInt(256);
        }

        return bytes;
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private Task<DataFile> SaveAsync(byte[] bytes, string? sha256 = null) => Store.DataFiles.SaveAsync(new MemoryStream(bytes), sha256, None);

    private async Task<byte[]> ReadAsync(string sha256)
    {
        using var stream = new MemoryStream();
        await Store.DataFiles.CopyToAsync(sha256, stream, None);
        return stream.ToArray();
    }
}
