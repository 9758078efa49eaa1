using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansRouter.Gateway.Chat;
using OrleansRouter.Gateway.OpenAi;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Tests.Fuzzing;

/// <summary>Reads a request as the chat and decide endpoints do, and writes the upstream's body.</summary>
internal sealed class RequestReader : IFuzzTarget
{
    public string Corpus => "requests";

    public int Ways => 3;

    public Task<string> RunAsync(byte[] input, int way)
    {
        try
        {
            using JsonBody body = JsonBody.Parse(input, 64);
            return Task.FromResult(way == 0 ? Decide(body) : Chat(body, askForUsage: way == 1));
        }
        catch (ApiException exception) when (exception.Error.Status is >= 400 and < 500)
        {
            return Task.FromResult(Answers.Error(exception.Error.Status, exception.Error.ToUtf8Json()));
        }
    }

    private static string Decide(JsonBody body)
    {
        RoutingInput input = RoutingInput.Read(body.Root, JsonFields.Array(body.Root, "messages"), new HeaderDictionary());
        return $"decide {input.NeedsTools} {input.NeedsVision} {input.MaxOutputTokens is null} {input.Prompt.Length is 0 or Conversation.LongestPrompt}";
    }

    private static string Chat(JsonBody body, bool askForUsage)
    {
        ChatRequest request = ChatRequest.Read(body.Root, new HeaderDictionary());
        JsonElement sent = Answers.Json(UpstreamBody.Write(body, "upstream", askForUsage).Span, "body for the upstream");
        return sent.GetProperty("model").GetString() != "upstream" || sent.TryGetProperty("router", out _)
            ? throw new FuzzException($"model or router are wrong in {sent}")
            : $"chat {request.Stream} {request.WantsUsage} {request.Input.NeedsTools} {request.Input.NeedsVision} {request.Input.Knobs.Session is null}";
    }
}

/// <summary>Reads an upstream's answer, or one event of its stream, and writes it for the client.</summary>
internal sealed class AnswerReader : IFuzzTarget
{
    private static readonly ModelEntry Model = new("gold", new ModelSettings { Provider = "simulated", InputUsdPerMillionTokens = 1, OutputUsdPerMillionTokens = 1 });

    public string Corpus => "answers";

    public int Ways => 3;

    public Task<string> RunAsync(byte[] input, int way)
    {
        try
        {
            AnswerScan scan = WholeAnswer.Scan(Model, input);
            var output = new ArrayBufferWriter<byte>();
            AnswerRewrite.Write(input, scan, Model.Id, keepUsage: way > 0, way == 2 ? "\"router\":{\"x\":1}"u8 : default, output);
            return Task.FromResult(Check(scan, Answers.Json(output.WrittenSpan, "rewritten answer"), way));
        }
        catch (ProviderException exception)
        {
            return Task.FromResult($"{exception.Fault} {exception.InnerException?.GetType().Name}");
        }
    }

    private static string Check(AnswerScan scan, JsonElement written, int way)
    {
        bool hasModel = scan.Model.End.Value > 0;
        if (hasModel && written.GetProperty("model").GetString() != Model.Id)
        {
            throw new FuzzException($"the model is {written.GetProperty("model")}");
        }

        if (way == 2 && written.GetProperty("router").GetProperty("x").GetInt32() != 1)
        {
            throw new FuzzException("the appended property is wrong");
        }

        return scan.Usage is { InputTokens: < 0 } or { OutputTokens: < 0 } || scan.TextBytes < 0
            ? throw new FuzzException($"counts are negative: {scan}")
            : $"answer {way} {hasModel} {scan.Usage is null} {scan.HasChoices} {scan.TextBytes > 0} {scan.UsageProperty.Start.Value > 0}";
    }
}
