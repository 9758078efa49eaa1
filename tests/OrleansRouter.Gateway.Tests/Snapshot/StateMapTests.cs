using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Snapshot;

public sealed class StateMapTests
{
    private readonly InMemoryStateStore _store = new();

    [Fact]
    public async Task Refresh_NothingChanged_IsTheSameInstance()
    {
        await WriteAsync("a", 0, "Anna");
        StateMap<TenantState> first = await Empty().RefreshAsync(_store, default);
        (await first.RefreshAsync(_store, default)).ShouldBeSameAs(first);
        (await first.RefreshAsync(_store, "a", default)).ShouldBeSameAs(first);
    }

    [Fact]
    public async Task Refresh_OneChanged_KeepsTheOthersParsed()
    {
        await WriteAsync("a", 0, "Anna");
        await WriteAsync("b", 0, "Bert");
        StateMap<TenantState> first = await Empty().RefreshAsync(_store, default);
        await WriteAsync("b", 1, "Berta");
        StateMap<TenantState> second = await first.RefreshAsync(_store, default);
        second.Find("b")!.DisplayName.ShouldBe("Berta");
        second.Find("a").ShouldBeSameAs(first.Find("a"));
        first.Find("b")!.DisplayName.ShouldBe("Bert", "A request keeps the snapshot that it began with.");
    }

    [Fact]
    public async Task Refresh_Deleted_IsGone()
    {
        await WriteAsync("a", 0, "Anna");
        await WriteAsync("b", 0, "Bert");
        StateMap<TenantState> first = await Empty().RefreshAsync(_store, default);
        await _store.DeleteAsync("tenant", "a", 1, default);
        (await first.RefreshAsync(_store, default)).All.Select(e => e.Key).ShouldBe(["b"]);
        (await first.RefreshAsync(_store, "a", default)).Find("a").ShouldBeNull();
    }

    private static StateMap<TenantState> Empty() => StateMap<TenantState>.Of<ITenantGrain>();

    private Task WriteAsync(string key, long version, string name) =>
        _store.WriteAsync("tenant", key, version, GrainJson.Write(new TenantState { DisplayName = name }), default);
}
