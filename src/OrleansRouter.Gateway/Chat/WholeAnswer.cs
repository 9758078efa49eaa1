using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Recording;
using OrleansRouter.Gateway.Snapshot;

namespace OrleansRouter.Gateway.Chat;

/// <summary>Sends an answer that is one JSON object: the upstream's own, with the name of the model that gave it.</summary>
internal static class WholeAnswer
{
    /// <param name="context">The request.</param>
    /// <param name="run">Its run.</param>
    /// <param name="ask">Asks one model.</param>
    public static async Task<CallEnd> SendAsync(HttpContext context, CallRun run, Func<ModelEntry, Task<ReadOnlyMemory<byte>>> ask)
    {
        (ReadOnlyMemory<byte> json, AnswerScan scan) = await run.AskAsync(
            async model =>
            {
                ReadOnlyMemory<byte> answer = await ask(model);
                return (answer, Scan(model, answer));
            },
            static answer => answer.Item2.Usage?.OutputTokens ?? Conversation.TokensOf(answer.Item2.TextBytes),
            context.RequestAborted);
        AnswerCost cost = await run.CostOfAsync(scan.Usage ?? Estimate(run, scan.TextBytes), estimated: scan.Usage is null);
        await run.DecisionDurable;
        await run.SettleAsync(cost);
        RoutingHeaders.Set(context.Response, run);
        RoutingHeaders.SetCost(context.Response, cost);
        bool sent = await WriteAsync(context, Rewrite(json, scan, run.Answering!.Id));
        return new CallEnd(sent ? CallStatus.Completed : CallStatus.Cancelled, cost);
    }

    /// <summary>Reads an answer, or one event of a stream.</summary>
    /// <exception cref="ProviderException">It is not what the protocol says, or carries an error.</exception>
    public static AnswerScan Scan(ModelEntry model, ReadOnlyMemory<byte> json)
    {
        try
        {
            AnswerScan scan = Utf8.IsValid(json.Span) ? AnswerScan.Read(json.Span) : throw new JsonException("not UTF-8");
            return scan.HasError
                ? throw new ProviderException(
                    ProviderFault.ServerError, $"Model '{model.Id}': its upstream answered with an error object.", StatusCodes.Status200OK)
                : scan;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter tells of names that escape half a character.
            throw new ProviderException(
                ProviderFault.InvalidAnswer,
                $"Model '{model.Id}': its upstream's answer is not a JSON object.",
                StatusCodes.Status200OK,
                exception);
        }
    }

    /// <summary>The tokens of an answer whose upstream reports none.</summary>
    public static TokenUsage Estimate(CallRun run, int textBytes) => new(run.Plan.Input.InputTokens, Conversation.TokensOf(textBytes));

    private static ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> json, AnswerScan scan, string modelId)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + modelId.Length);
        AnswerRewrite.Write(json.Span, scan, modelId, keepUsage: true, extra: [], output);
        return output.WrittenMemory;
    }

    /// <returns>False when the client went away: what the answer cost is recorded all the same.</returns>
    private static async Task<bool> WriteAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        try
        {
            await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
            return true;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return false;
        }
    }
}
