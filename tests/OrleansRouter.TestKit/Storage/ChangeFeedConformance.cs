using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IChangeFeed"/> must do.</summary>
public abstract class ChangeFeedConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Read_TellsOfWritesAndDeletesAndPolicies_InOrder()
    {
        long start = await Store.Changes.PositionAsync(None);
        await Store.States.WriteAsync("tenant", "acme", 0, new byte[] { 1 }, None);
        await Store.Policies.SaveAsync(Records.Policy("p1", [1]), new byte[] { 1 }, None);
        await Store.States.WriteAsync("key", "k1", 0, new byte[] { 1 }, None);
        await Store.States.DeleteAsync("key", "k1", 1, None);
        await Store.Policies.SaveAsync(Records.Policy("p2", [2]), new byte[] { 2 }, None);
        await Store.Policies.DeleteAsync("p2", None);
        await Store.Policies.DeleteAsync("nothing", None);

        ChangePage page = await Store.Changes.ReadAsync(start, None);

        page.Changes.ShouldBe([new("tenant", "acme"), new(IPolicyStore.ChangeKind, "p1"), new("key", "k1"), new(IPolicyStore.ChangeKind, "p2")]);
        (await Store.Changes.ReadAsync(page.Position, None)).Changes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Read_ManyWritesOfOneState_AreOneChange_AtTheLatest()
    {
        await Store.States.WriteAsync("tenant", "a", 0, new byte[] { 1 }, None);
        await Store.States.WriteAsync("tenant", "b", 0, new byte[] { 1 }, None);
        for (int version = 1; version < 20; version++)
        {
            await Store.States.WriteAsync("tenant", "a", version, new byte[] { 1 }, None);
        }

        (await Store.Changes.ReadAsync(0, None)).Changes.ShouldBe([new("tenant", "b"), new("tenant", "a")]);
    }

    [SkippableFact]
    public async Task Read_RefusedWrites_AreNoChange()
    {
        await Store.States.WriteAsync("tenant", "a", 0, new byte[] { 1 }, None);
        await Store.Policies.SaveAsync(Records.Policy("p1", [1]), new byte[] { 1 }, None);
        long position = await Store.Changes.PositionAsync(None);

        await Store.States.WriteAsync("tenant", "a", 7, new byte[] { 1 }, None);
        await Store.States.WriteAsync("tenant", "a", 0, new byte[] { 1 }, None);
        await Store.States.DeleteAsync("tenant", "a", 7, None);
        await Store.Policies.SaveAsync(Records.Policy("p1", [1]), new byte[] { 1 }, None);

        (await Store.Changes.ReadAsync(position, None)).Changes.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Position_AfterReopening_IsWhereItWas()
    {
        await Store.States.WriteAsync("tenant", "a", 0, new byte[] { 1 }, None);
        long position = await Store.Changes.PositionAsync(None);
        await ReopenAsync();

        (await Store.Changes.ReadAsync(position, None)).Changes.ShouldBeEmpty();
        await Store.States.WriteAsync("tenant", "b", 0, new byte[] { 1 }, None);
        (await Store.Changes.ReadAsync(position, None)).Changes.ShouldBe([new("tenant", "b")]);
    }

    [SkippableFact]
    public async Task Follow_WhileProcessesWrite_MissesNoLatestVersion()
    {
        const int Keys = 15;
        const int Writes = 20;
        RelationalStore[] stores = [Store, await OpenAnotherAsync(), await OpenAnotherAsync()];
        var known = new Dictionary<string, long>();
        Task writing = Task.WhenAll(Enumerable.Range(0, Keys).Select(k => Task.Run(async () =>
        {
            for (int version = 0; version < Writes; version++)
            {
                await stores[(k + version) % 3].States.WriteAsync("tenant", $"k{k}", version, new byte[] { 1 }, None);
            }
        })));
        for ((long position, bool last) = (0L, false); !last;)
        {
            last = writing.IsCompleted;
            ChangePage page = await stores[0].Changes.ReadAsync(position, None);
            position = page.Position;
            foreach (Change change in page.Changes)
            {
                known[change.Key] = (await stores[0].States.ReadAsync(change.Kind, change.Key, None))!.Version;
            }
        }

        await writing;
        known.Count.ShouldBe(Keys);
        known.Values.ShouldAllBe(version => version == Writes);
    }

    [SkippableFact]
    public async Task Wait_NothingChanges_EndsAfterItsTime()
    {
        Task waiting = Store.Changes.WaitAsync(TimeSpan.FromMilliseconds(20), None);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [SkippableFact]
    public async Task Wait_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource(50);

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await Store.Changes.WaitAsync(TimeSpan.FromMinutes(1), cancellation.Token);
            }
        });
    }
}
