using NSubstitute;
using NSubstitute.ExceptionExtensions;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Grains.Policies;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Snapshot;

public sealed class PolicyCacheTests
{
    private readonly IPolicyStore _store = Substitute.For<IPolicyStore>();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Get_ManyAtOnce_ReadsOnce()
    {
        Policy policy = Store(0.5);
        PolicyCache cache = Cache(max: 4);
        Policy[] read = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => cache.GetAsync(policy.ContentHash).AsTask()));
        read.Distinct().Count().ShouldBe(1);
        await _store.Received(1).FindAsync(policy.ContentHash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Get_TooMany_TheOneUsedLongestAgoLeaves()
    {
        Policy[] policies = [Store(0.5), Store(0.6), Store(0.7)];
        PolicyCache cache = Cache(max: 2);
        foreach (int i in new[] { 0, 1, 0, 2, 0, 1 })
        {
            await cache.GetAsync(policies[i].ContentHash);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await _store.Received(1).FindAsync(policies[0].ContentHash, Arg.Any<CancellationToken>());
        await _store.Received(2).FindAsync(policies[1].ContentHash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Get_AfterAFailedRead_TriesAgain()
    {
        Policy policy = Store(0.5);
        _store.FindAsync("broken", Arg.Any<CancellationToken>()).ThrowsAsync(new IOException("disk"));
        PolicyCache cache = Cache(max: 2);
        await Should.ThrowAsync<IOException>(async () => await cache.GetAsync("broken"));
        await Should.ThrowAsync<IOException>(async () => await cache.GetAsync("broken"));
        await _store.Received(2).FindAsync("broken", Arg.Any<CancellationToken>());
        (await cache.GetAsync(policy.ContentHash)).ContentHash.ShouldBe(policy.ContentHash);
    }

    private PolicyCache Cache(int max) => new(_store, new GatewayOptions { MaxLoadedPolicies = max }, _time);

    private Policy Store(double quality)
    {
        Policy policy = TestPolicies.BestFixed(("m", quality, 0.01));
        var info = new PolicyInfo(policy.Id, policy.Family, policy.ContentHash, 1, DateTimeOffset.UnixEpoch, "{}");
        _store.FindAsync(policy.ContentHash, Arg.Any<CancellationToken>()).Returns((info, PolicyFile.ToBytes(policy)));
        return policy;
    }
}
