using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using OrleansRouter.Gateway.Breakers;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.Ejection;
using OrleansRouter.Gateway.Limits;
using OrleansRouter.Gateway.Metrics;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Retries;
using OrleansRouter.Gateway.Selection;
using OrleansRouter.Gateway.Sessions;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Budgets;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Models;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Tests.Recording;

/// <summary>A decision that cannot be made durable never leads to an answer that looks complete.</summary>
public sealed class UnrecordedDecisionTests : IDisposable
{
    private readonly DefaultHttpContext _context = new() { Response = { Body = new MemoryStream() } };
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<GatewayMetrics>().BuildServiceProvider();

    [Fact]
    public async Task WholeAnswer_SendsNothing()
    {
        CallRun run = Begin(Task.FromException(new StorageException("disk full")));
        await Should.ThrowAsync<StorageException>(() => CallScope.RunAsync(_context, run, new UsagePass(0, TimeProvider.System), () =>
            WholeAnswer.SendAsync(_context, run, _ => Task.FromResult<ReadOnlyMemory<byte>>("{}"u8.ToArray()))));
        Sent().ShouldBe("");
    }

    [Fact]
    public async Task Stream_EndsWithAnErrorEventAndWithoutDone()
    {
        CallRun run = Begin(Task.FromException(new StorageException("disk full")));
        await Should.ThrowAsync<StorageException>(() => CallScope.RunAsync(_context, run, new UsagePass(0, TimeProvider.System), () =>
            new StreamedAnswer(_context, run, wantsUsage: false).SendAsync(_ => OneEvent())));
        Sent().ShouldStartWith("data: {\"choices\":[]}\n\ndata: {\"error\":");
        Sent().ShouldNotContain("[DONE]");
    }

    [Fact]
    public async Task SlowLog_HoldsTheEndOfTheAnswerBack()
    {
        var durable = new TaskCompletionSource();
        CallRun run = Begin(durable.Task);
        Task call = CallScope.RunAsync(_context, run, new UsagePass(0, TimeProvider.System), () => new StreamedAnswer(_context, run, wantsUsage: false).SendAsync(_ => OneEvent()));
        call.IsCompleted.ShouldBeFalse();
        Sent().ShouldBe("data: {\"choices\":[]}\n\n");
        durable.SetResult();
        await call;
        Sent().ShouldEndWith("data: [DONE]\n\n");
    }

    public void Dispose() => _services.Dispose();

    private CallRun Begin(Task append)
    {
        var log = Substitute.For<IDecisionLog>();
        log.AppendAsync(Arg.Any<DecisionRecord>(), Arg.Any<CancellationToken>()).Returns(append);
        var statistics = new StatisticsCollector(
            Substitute.For<IGrainHost>(), new GatewayOptions(), TimeProvider.System, NullLogger<StatisticsCollector>.Instance);
        var recorder = new CallRecorder(
            log, Substitute.For<ILedger>(), Guards(), statistics, _services.GetRequiredService<GatewayMetrics>(), TimeProvider.System, NullLogger<CallRecorder>.Instance);
        return recorder.Begin(new RoutePlan
        {
            Record = new DecisionRecord
            {
                DecisionId = "dec_1",
                TenantId = "t",
                DecidedAt = DateTimeOffset.UnixEpoch,
                ModelId = "m",
                Propensity = 1,
                Origin = DecisionOrigins.Pinned,
                PromptHash = "",
            },
            Order = [new ModelEntry("m", new ModelSettings { Provider = "simulated", InputUsdPerMillionTokens = 1, OutputUsdPerMillionTokens = 1 })],
            Input = new RoutingInput { Prompt = "", InputTokens = 1, Knobs = new RouterKnobs() },
        });
    }

    private CallGuards Guards()
    {
        var options = new GatewayOptions();
        GatewayMetrics metrics = _services.GetRequiredService<GatewayMetrics>();
        return new CallGuards(
            new ModelBreakers(options, TimeProvider.System, NullLogger<ModelBreakers>.Instance),
            new LatencyWatch(options, metrics, TimeProvider.System, NullLogger<LatencyWatch>.Instance),
            new RetryBudget(options.Retry),
            new SessionModels(options, TimeProvider.System),
            metrics,
            options,
            TimeProvider.System);
    }

    private string Sent() => Encoding.UTF8.GetString(((MemoryStream)_context.Response.Body).ToArray());

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> OneEvent()
    {
        await Task.CompletedTask;
        yield return "{\"choices\":[]}"u8.ToArray();
    }
}
