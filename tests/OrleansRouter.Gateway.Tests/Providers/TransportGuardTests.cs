using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Providers.OpenAi;
using OrleansRouter.Grains.Models;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Providers;

public sealed class TransportGuardTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task StepLimitPasses_IsATimeout()
    {
        using var deadline = new Deadline(Call(), CancellationToken.None);
        deadline.Arm(TimeSpan.FromSeconds(5));
        Task<int> work = Guard(deadline).RunAsync(ProviderFault.Unreachable, () => Forever(deadline.Token));
        _time.Advance(TimeSpan.FromSeconds(6));
        (await Should.ThrowAsync<ProviderException>(work)).Fault.ShouldBe(ProviderFault.Timeout);
    }

    [Fact]
    public async Task TotalLimitPasses_EvenThoughEveryStepIsInTime()
    {
        using var deadline = new Deadline(Call(), CancellationToken.None);
        Task<int> work = Guard(deadline).RunAsync(ProviderFault.BrokenStream, () => Forever(deadline.Token));
        for (int i = 0; i < 20; i++)
        {
            deadline.Arm(TimeSpan.FromSeconds(5));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        (await Should.ThrowAsync<ProviderException>(work)).Fault.ShouldBe(ProviderFault.Timeout);
    }

    [Fact]
    public async Task CancelledByTheConnectionPool_IsATimeoutOfARequestThatWasNeverSent()
    {
        using var deadline = new Deadline(Call(), CancellationToken.None);
        Task<int> work = Guard(deadline).RunAsync(ProviderFault.Unreachable, () => Task.FromException<int>(new TaskCanceledException()));
        ProviderException failure = await Should.ThrowAsync<ProviderException>(work);
        (failure.Fault, failure.NeverSent).ShouldBe((ProviderFault.Timeout, true));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    [InlineData(HttpRequestError.Unknown, false)]
    public async Task BrokenConnection_TellsWhetherTheRequestWasSent(HttpRequestError error, bool neverSent)
    {
        using var deadline = new Deadline(Call(), CancellationToken.None);
        Task<int> work = Guard(deadline).RunAsync(ProviderFault.Unreachable, () => Task.FromException<int>(new HttpRequestException(error)));
        ProviderException failure = await Should.ThrowAsync<ProviderException>(work);
        (failure.Fault, failure.NeverSent).ShouldBe((ProviderFault.Unreachable, neverSent));
    }

    [Fact]
    public async Task CancelledByTheCaller_StaysACancellation()
    {
        using var caller = new CancellationTokenSource();
        using var deadline = new Deadline(Call(), caller.Token);
        Task<int> work = Guard(deadline).RunAsync(ProviderFault.Unreachable, () => Forever(deadline.Token));
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(work);
    }

    private TransportGuard Guard(Deadline deadline) => new(Call(), deadline);

    private ProviderCall Call() => new()
    {
        ModelId = "m",
        Settings = new ModelSettings { Provider = "openai" },
        Body = default,
        Timeouts = new ProviderTimeouts { Total = TimeSpan.FromSeconds(10) },
        Time = _time,
    };

    private static async Task<int> Forever(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }
}
