using OrleansRouter.Gateway.Leases;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Gateway.Tests.Leases;

/// <summary>What a process does with a lease while its work takes longer than the term.</summary>
public sealed class LeaseKeeperTests
{
    private static readonly TimeSpan Term = TimeSpan.FromMilliseconds(60);

    private readonly ScriptedLeases _leases = new();

    [Fact]
    public async Task WorkLongerThanTheTerm_KeepsTheLeaseAndLetsItGoAtTheEnd()
    {
        int result = await Keeper().RunAsync(
            async token =>
            {
                await _leases.HeldAsync(times: 3);
                return 7;
            },
            CancellationToken.None);

        result.ShouldBe(7);
        _leases.Released.ShouldBe(1);
    }

    [Fact]
    public async Task LeaseThatPassesOn_CancelsTheWork_AndSaysSo()
    {
        bool ended = false;
        Task<int> run = Keeper().RunAsync<int>(
            async token =>
            {
                _leases.PassOn();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    ended = true;
                }

                return 0;
            },
            CancellationToken.None);

        await Should.ThrowAsync<StaleFenceException>(() => run);
        ended.ShouldBeTrue();
    }

    [Fact]
    public async Task Cancelled_WaitsForTheWorkToEnd()
    {
        using var stop = new CancellationTokenSource();
        bool ended = false;
        Task<int> run = Keeper().RunAsync<int>(
            async token =>
            {
                await stop.CancelAsync();
                await Task.Delay(Term * 3, CancellationToken.None);
                ended = true;
                token.ThrowIfCancellationRequested();
                return 0;
            },
            stop.Token);

        await Should.ThrowAsync<OperationCanceledException>(() => run);
        ended.ShouldBeTrue();
    }

    private LeaseKeeper Keeper() => new(_leases, "work", Term, TimeProvider.System);

    /// <summary>One lease that is given until it is said to have passed on.</summary>
    private sealed class ScriptedLeases : ILeaseStore
    {
        private readonly SemaphoreSlim _held = new(0);
        private volatile bool _passedOn;

        public int Released { get; private set; }

        public void PassOn() => _passedOn = true;

        public async Task HeldAsync(int times)
        {
            for (int i = 0; i < times; i++)
            {
                (await _held.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue("The lease was not extended.");
            }
        }

        public Task<Fence?> TryHoldAsync(string lease, string holder, TimeSpan term, CancellationToken cancellationToken)
        {
            _held.Release();
            return Task.FromResult(_passedOn ? null : new Fence(lease, 1));
        }

        public Task ReleaseAsync(Fence fence, CancellationToken cancellationToken)
        {
            Released++;
            return Task.CompletedTask;
        }
    }
}
