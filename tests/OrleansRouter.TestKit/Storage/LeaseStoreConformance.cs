using OrleansRouter.Grains.Hosting;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="ILeaseStore"/> must do, and what states refuse to whoever has lost a lease.</summary>
public abstract class LeaseStoreConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    [SkippableFact]
    public async Task Hold_OneAtATime_AndAnotherLeaseIsFree()
    {
        (await HoldAsync("a", Long)).ShouldBe(new Fence("learning", 1));

        (await HoldAsync("b", Long)).ShouldBeNull();
        (await Store.Leases.TryHoldAsync("other", "b", Long, None)).ShouldBe(new Fence("other", 1));
    }

    [SkippableFact]
    public async Task Hold_AgainBeforeTheTermIsOver_ExtendsItWithTheSameToken()
    {
        await HoldAsync("a", TimeSpan.FromSeconds(2));

        (await HoldAsync("a", Long)).ShouldBe(new Fence("learning", 1));
        await Task.Delay(2_100);

        (await HoldAsync("b", Long)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Hold_TermIsOver_PassesOnWithANewToken()
    {
        await HoldAsync("a", Short);
        await Task.Delay(Short * 2);

        (await HoldAsync("b", Long)).ShouldBe(new Fence("learning", 2));
        (await HoldAsync("a", Long)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Hold_OwnTermIsOver_HasANewToken()
    {
        await HoldAsync("a", Short);
        await Task.Delay(Short * 2);

        (await HoldAsync("a", Long)).ShouldBe(new Fence("learning", 2));
    }

    [SkippableFact]
    public async Task Release_LetsAnotherHoldAtOnce_AndTokensGoOn()
    {
        await Store.Leases.ReleaseAsync((await HoldAsync("a", Long))!, None);

        (await HoldAsync("b", Long)).ShouldBe(new Fence("learning", 2));
    }

    [SkippableFact]
    public async Task Release_WithAnOldToken_ChangesNothing()
    {
        Fence old = (await HoldAsync("a", Short))!;
        await Task.Delay(Short * 2);
        await HoldAsync("b", Long);

        await Store.Leases.ReleaseAsync(old, None);

        (await HoldAsync("a", Long)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Hold_ManyAtOnce_OneGetsIt()
    {
        RelationalStore[] stores = [Store, await OpenAnotherAsync(), await OpenAnotherAsync()];

        Fence?[] fences = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(i => Task.Run(() => stores[i % 3].Leases.TryHoldAsync("learning", $"h{i}", Long, None))));

        fences.Count(f => f is not null).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Write_UnderTheLease_IsWritten()
    {
        Fence fence = (await HoldAsync("a", Long))!;

        (await WriteAsync(0, fence)).ShouldBe(1);
        (await WriteAsync(1, fence)).ShouldBe(2);
        (await WriteAsync(1, fence)).ShouldBeNull("a version conflict stays one");
    }

    [SkippableFact]
    public async Task Write_TermIsOverButNobodyElseHolds_IsWritten()
    {
        Fence fence = (await HoldAsync("a", Short))!;
        await Task.Delay(Short * 2);

        (await WriteAsync(0, fence)).ShouldBe(1);
    }

    [SkippableFact]
    public async Task Write_OfAPausedFormerHolder_IsRefused_AndTheRestOfItsBatchIsWritten()
    {
        Fence paused = (await HoldAsync("a", Short))!;
        await WriteAsync(0, paused);
        await Task.Delay(Short * 2);
        RelationalStore other = await OpenAnotherAsync();
        Fence current = (await other.Leases.TryHoldAsync("learning", "b", Long, None))!;

        // The version is right: the lease alone refuses it.
        Task<long?> stale = WriteAsync(1, paused);
        Task<long?> free = Store.States.WriteAsync("model", "gold", 0, new byte[] { 1 }, None);

        (await Should.ThrowAsync<StaleFenceException>(() => stale)).Message
            .ShouldBe("Lease 'learning' has passed on from token 1; nothing was written.");
        (await free).ShouldBe(1);
        (await Store.States.ReadAsync("training", "acme", None))!.Version.ShouldBe(1);
        (await WriteAsync(1, current)).ShouldBe(2);
    }

    private Task<Fence?> HoldAsync(string holder, TimeSpan term) => Store.Leases.TryHoldAsync("learning", holder, term, None);

    private Task<long?> WriteAsync(long version, Fence fence) =>
        Store.States.WriteAsync("training", "acme", version, new byte[] { 1 }, fence, None);
}
