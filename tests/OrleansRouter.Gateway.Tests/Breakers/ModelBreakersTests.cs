using Microsoft.Extensions.Logging.Abstractions;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.TestKit.Hosting;

namespace OrleansRouter.Gateway.Tests.Breakers;

/// <summary>When a model rests, and when it is asked again, on a clock that the test moves.</summary>
public sealed class ModelBreakersTests
{
    private static readonly BreakerOptions Options = new() { MinimumCalls = 4, Window = TimeSpan.FromSeconds(30), Rest = TimeSpan.FromSeconds(10) };

    private readonly FakeTimeProvider _time = new();
    private readonly ModelBreakers _breakers;

    public ModelBreakersTests() => _breakers = new(new GatewayOptions { Breaker = Options }, _time, NullLogger<ModelBreakers>.Instance);

    [Fact]
    public async Task AfterMostCallsFailed_TheModelRests_AndOthersDoNot()
    {
        await FailAsync("a", ProviderFault.ServerError, 4);

        ProviderException resting = await Should.ThrowAsync<ProviderException>(() => AnswerAsync("a"));
        (resting.Fault, resting.IsRetryable).ShouldBe((ProviderFault.CircuitOpen, true));
        resting.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(10));
        (await AnswerAsync("b")).ShouldBe(1);
    }

    [Fact]
    public async Task AfterTheRest_OneGoodCallBringsItBack_AndOneBadCallDoesNot()
    {
        await FailAsync("a", ProviderFault.Timeout, 4);
        _time.Advance(TimeSpan.FromSeconds(10.1));
        await FailAsync("a", ProviderFault.Timeout, 1);
        await Should.ThrowAsync<ProviderException>(() => AnswerAsync("a"));

        _time.Advance(TimeSpan.FromSeconds(10.1));
        (await AnswerAsync("a")).ShouldBe(1);
        (await AnswerAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task FaultsOfTheRequest_DoNotCount()
    {
        await FailAsync("a", ProviderFault.InvalidRequest, 20);
        (await AnswerAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task FewFailuresAmongGoodCalls_DoNotCount()
    {
        for (int i = 0; i < 10; i++)
        {
            await AnswerAsync("a");
            await AnswerAsync("a");
            await FailAsync("a", ProviderFault.ServerError, 1);
        }

        (await AnswerAsync("a")).ShouldBe(1);
    }

    private Task<int> AnswerAsync(string model) => _breakers.AskAsync(model, () => Task.FromResult(1));

    private async Task FailAsync(string model, ProviderFault fault, int times)
    {
        for (int i = 0; i < times; i++)
        {
            (await Should.ThrowAsync<ProviderException>(() => _breakers.AskAsync<int>(model, () => throw new ProviderException(fault, "no")))).Fault.ShouldBe(fault);
        }
    }
}
