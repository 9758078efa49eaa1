using System.Collections.Concurrent;
using System.Text.Json;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Tests.Collecting;

/// <summary>A provider whose answers a test writes; not public, so that no registry finds it.</summary>
internal sealed class ScriptedProvider(Func<string, string, int, string> answer) : IChatProvider
{
    private int _calls;

    public string Name => "scripted";

    public ConcurrentQueue<string> Prompts { get; } = [];

    public int Calls => _calls;

    public string? FindProblem(string modelId, ModelSettings settings) => null;

    /// <summary>Answers with 10 + 20 tokens.</summary>
    public Task<ReadOnlyMemory<byte>> CompleteAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        using JsonDocument body = JsonDocument.Parse(call.Body);
        string prompt = body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
        Prompts.Enqueue(prompt);
        string text = answer(call.ModelId, prompt, Interlocked.Increment(ref _calls));
        return Task.FromResult<ReadOnlyMemory<byte>>(JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = call.ModelId,
            choices = new[] { new { message = new { role = "assistant", content = text } } },
            usage = new { prompt_tokens = 10, completion_tokens = 20 },
        }));
    }

    public IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ProviderCall call, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) => throw new NotSupportedException();
}
