using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IStateStore"/> must do.</summary>
public abstract class StateStoreConformance
{
    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>An empty store, or the test's second connection to it.</summary>
    protected abstract Task<IStateStore> OpenStatesAsync();

    [SkippableFact]
    public async Task Read_NeverWritten_IsNull() =>
        (await (await OpenStatesAsync()).ReadAsync("tenant", "acme", None)).ShouldBeNull();

    [SkippableFact]
    public async Task Write_VersionsCountFromOne_AndValuesComeBack()
    {
        IStateStore store = await OpenStatesAsync();

        (await store.WriteAsync("tenant", "acme", 0, new byte[] { 1 }, None)).ShouldBe(1);
        (await store.WriteAsync("tenant", "acme", 1, new byte[] { 0, 255 }, None)).ShouldBe(2);

        StoredState stored = (await store.ReadAsync("tenant", "acme", None)).ShouldNotBeNull();
        (stored.Kind, stored.Key, stored.Version).ShouldBe(("tenant", "acme", 2));
        stored.Value.ToArray().ShouldBe([0, 255]);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Write_OnAnotherVersion_ChangesNothing(long expectedVersion)
    {
        IStateStore store = await OpenStatesAsync();
        await store.WriteAsync("tenant", "acme", 0, new byte[] { 1 }, None);
        await store.WriteAsync("tenant", "acme", 1, new byte[] { 2 }, None);

        (await store.WriteAsync("tenant", "acme", expectedVersion, new byte[] { 9 }, None)).ShouldBeNull();

        StoredState stored = (await store.ReadAsync("tenant", "acme", None)).ShouldNotBeNull();
        stored.Version.ShouldBe(2);
        stored.Value.ToArray().ShouldBe([2]);
    }

    [SkippableFact]
    public async Task Write_UpdateOfNothing_IsAConflict() =>
        (await (await OpenStatesAsync()).WriteAsync("tenant", "acme", 4, new byte[] { 1 }, None)).ShouldBeNull();

    [SkippableFact]
    public async Task Write_ValueIsCopied()
    {
        IStateStore store = await OpenStatesAsync();
        byte[] value = [1];
        Task<long?> write = store.WriteAsync("tenant", "acme", 0, value, None);
        await write;
        value[0] = 2;

        (await store.ReadAsync("tenant", "acme", None))!.Value.ToArray().ShouldBe([1]);
    }

    [SkippableFact]
    public async Task Kinds_AreApart()
    {
        IStateStore store = await OpenStatesAsync();
        await store.WriteAsync("tenant", "x", 0, new byte[] { 1 }, None);

        (await store.WriteAsync("model", "x", 0, new byte[] { 2 }, None)).ShouldBe(1);

        (await store.ReadAsync("tenant", "x", None))!.Value.ToArray().ShouldBe([1]);
    }

    [SkippableFact]
    public async Task Delete_OnlyTheExpectedVersion()
    {
        IStateStore store = await OpenStatesAsync();
        await store.WriteAsync("tenant", "acme", 0, new byte[] { 1 }, None);

        (await store.DeleteAsync("tenant", "acme", 2, None)).ShouldBeFalse();
        (await store.DeleteAsync("tenant", "acme", 1, None)).ShouldBeTrue();
        (await store.DeleteAsync("tenant", "acme", 1, None)).ShouldBeFalse();

        (await store.ReadAsync("tenant", "acme", None)).ShouldBeNull();
        (await store.WriteAsync("tenant", "acme", 0, new byte[] { 2 }, None)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task List_IsOrderedByKey_AndOfOneKind()
    {
        IStateStore store = await OpenStatesAsync();
        string[] keys = [.. Enumerable.Range(0, 1203).Select(i => $"k{i}"), "A", "_", "a", "é", "世"];
        await store.WriteAsync("model", "b", 0, new byte[] { 1 }, None);
        await Task.Run(() => Task.WhenAll(keys.Select(k => store.WriteAsync("tenant", k, 0, new byte[] { 1 }, None))));

        List<string> listed = await store.ListAsync("tenant", None).Select(s => s.Key).ToListAsync();

        listed.ShouldBe(keys.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task List_OfNothing_IsEmpty() =>
        (await (await OpenStatesAsync()).ListAsync("tenant", None).AnyAsync()).ShouldBeFalse();

    [SkippableFact]
    public async Task Write_FiftyWritersOverTwoConnections_LoseNoUpdate()
    {
        const int Writers = 50;
        const int UpdatesEach = 2;
        IStateStore[] stores = [await OpenStatesAsync(), await OpenStatesAsync()];

        async Task CountAsync(int writer)
        {
            IStateStore store = stores[writer % 2];
            for (int done = 0; done < UpdatesEach;)
            {
                StoredState? stored = await store.ReadAsync("counter", "c", None);
                byte[] next = BitConverter.GetBytes((stored is null ? 0 : BitConverter.ToInt32(stored.Value.Span)) + 1);
                done += await store.WriteAsync("counter", "c", stored?.Version ?? 0, next, None) is null ? 0 : 1;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => Task.Run(() => CountAsync(i))));

        StoredState final = (await stores[0].ReadAsync("counter", "c", None)).ShouldNotBeNull();
        BitConverter.ToInt32(final.Value.Span).ShouldBe(Writers * UpdatesEach);
        final.Version.ShouldBe(Writers * UpdatesEach);
    }

    [SkippableFact]
    public async Task Cancelled_Write_ChangesNothing()
    {
        IStateStore store = await OpenStatesAsync();

        await Should.ThrowAsync<OperationCanceledException>(
            () => store.WriteAsync("tenant", "acme", 0, new byte[] { 1 }, new CancellationToken(canceled: true)));

        (await store.ReadAsync("tenant", "acme", None)).ShouldBeNull();
    }
}
