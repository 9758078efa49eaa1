using System.Buffers;
using System.Text;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Gateway.Chat;

/// <summary>
/// Passes a stream on, event by event, each flushed. Other models are tried until the first event is there; from then on a failure ends
/// the stream with an error event and without <c>[DONE]</c>.
/// </summary>
internal sealed class StreamedAnswer(HttpContext context, CallRun run, bool wantsUsage)
{
    private readonly CancellationToken _aborted = context.RequestAborted;
    private TokenUsage? _usage;
    private int _textBytes;

    /// <param name="open">Starts the stream of one model.</param>
    public async Task<CallEnd> SendAsync(Func<ModelEntry, IAsyncEnumerable<ReadOnlyMemory<byte>>> open)
    {
        await using IAsyncEnumerator<ReadOnlyMemory<byte>> events = await run.AskAsync(
            model => FirstEventAsync(model, open), static _ => 0, _aborted);
        StartResponse();
        try
        {
            return await RelayAsync(events);
        }
        catch (ProviderException exception)
        {
            await run.FailStreamAsync(exception);
            await WriteEventAsync(ProviderErrors.ToApiError(exception).ToUtf8Json());
            return new CallEnd(CallStatus.Failed, await CostAsync());
        }
        catch (OperationCanceledException) when (_aborted.IsCancellationRequested)
        {
            return new CallEnd(CallStatus.Cancelled, await CostAsync());
        }
        catch (StorageException)
        {
            // A stream whose decision is not recorded must not look complete.
            await WriteEventAsync(ApiError.Internal().ToUtf8Json());
            throw;
        }
    }

    private async Task<IAsyncEnumerator<ReadOnlyMemory<byte>>> FirstEventAsync(
        ModelEntry model, Func<ModelEntry, IAsyncEnumerable<ReadOnlyMemory<byte>>> open)
    {
        IAsyncEnumerator<ReadOnlyMemory<byte>> events = open(model).GetAsyncEnumerator(_aborted);
        try
        {
            if (!await events.MoveNextAsync())
            {
                throw new ProviderException(
                    ProviderFault.InvalidAnswer, $"Model '{model.Id}': its upstream's stream is empty.", StatusCodes.Status200OK);
            }

            WholeAnswer.Scan(model, events.Current);
            return events;
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    private void StartResponse()
    {
        RoutingHeaders.Set(context.Response, run);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
    }

    private async Task<CallEnd> RelayAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> events)
    {
        ReadOnlyMemory<byte> last = default;
        do
        {
            AnswerScan scan = WholeAnswer.Scan(run.Answering!, events.Current);
            _usage = scan.Usage ?? _usage;
            _textBytes += scan.TextBytes;
            bool isUsageOnly = scan.Usage is not null && !scan.HasChoices;
            if (isUsageOnly)
            {
                // Sent after the decision is durable, together with what the answer cost.
                last = events.Current;
            }
            else
            {
                await WriteEventAsync(Rewrite(events.Current, scan, extra: ""));
            }
        }
        while (await events.MoveNextAsync());

        await run.DecisionDurable;
        AnswerCost cost = await CostAsync();
        await run.SettleAsync(cost);
        if (wantsUsage && !last.IsEmpty)
        {
            AnswerScan scan = WholeAnswer.Scan(run.Answering!, last);
            await WriteEventAsync(Rewrite(last, scan, RoutingHeaders.ToJsonProperty(run, cost)));
        }

        await WriteEventAsync("[DONE]"u8.ToArray());
        return new CallEnd(CallStatus.Completed, cost);
    }

    private ValueTask<AnswerCost> CostAsync() => run.CostOfAsync(_usage ?? WholeAnswer.Estimate(run, _textBytes), estimated: _usage is null);

    private ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> json, AnswerScan scan, string extra)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 64);
        AnswerRewrite.Write(json.Span, scan, run.Answering!.Id, wantsUsage, Encoding.UTF8.GetBytes(extra), output);
        return output.WrittenMemory;
    }

    private async Task WriteEventAsync(ReadOnlyMemory<byte> data)
    {
        _aborted.ThrowIfCancellationRequested();
        context.Response.BodyWriter.Write("data: "u8);
        WriteOneLine(data.Span, context.Response.BodyWriter);
        context.Response.BodyWriter.Write("\n\n"u8);
        await context.Response.BodyWriter.FlushAsync(_aborted);
    }

    /// <summary>Line breaks between the tokens of JSON would end the event; in strings they are escaped.</summary>
    private static void WriteOneLine(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        for (int at = json.IndexOfAny("\r\n"u8); at >= 0; at = json.IndexOfAny("\r\n"u8))
        {
            output.Write(json[..at]);
            output.Write(" "u8);
            json = json[(at + 1)..];
        }

        output.Write(json);
    }
}
