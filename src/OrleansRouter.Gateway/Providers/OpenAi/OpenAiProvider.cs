using System.Buffers;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>Any upstream that speaks OpenAI's HTTP protocol. Streams pass event by event, unbuffered.</summary>
public sealed class OpenAiProvider : IChatProvider
{
    private const int LargestAnswerBytes = 64_000_000;
    private const int PieceBytes = 16_384;

    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public string? FindProblem(string modelId, ModelSettings settings) => Upstream.FindProblem(modelId, settings);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> CompleteAsync(ProviderCall call, CancellationToken cancellationToken) =>
        PostAsync(call, "chat/completions", cancellationToken);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) =>
        PostAsync(call, "embeddings", cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ProviderCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(call, cancellationToken);
        var guard = new TransportGuard(call, deadline);
        deadline.Arm(call.Timeouts.FirstEvent);
        using HttpResponseMessage response = await guard.RunAsync(ProviderFault.Unreachable, () => SendAsync(call, "chat/completions", deadline.Token));
        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(deadline.Token), call, LargestAnswerBytes);
        await using var events = SseParser.Create(body, static (_, data) => (ReadOnlyMemory<byte>)data.ToArray())
            .EnumerateAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);
        Func<Task<bool>> next = () => events.MoveNextAsync().AsTask();
        while (await guard.RunAsync(ProviderFault.BrokenStream, next))
        {
            ReadOnlyMemory<byte> data = events.Current.Data;
            if (data.Span.SequenceEqual("[DONE]"u8))
            {
                yield break;
            }

            yield return data;
            deadline.Arm(call.Timeouts.Idle);
        }

        throw guard.Fault(ProviderFault.BrokenStream, "its upstream ended the stream without '[DONE]'");
    }

    private static async Task<ReadOnlyMemory<byte>> PostAsync(ProviderCall call, string path, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(call, cancellationToken);
        var guard = new TransportGuard(call, deadline);
        deadline.Arm(call.Timeouts.FirstByte);
        using HttpResponseMessage response = await guard.RunAsync(ProviderFault.Unreachable, () => SendAsync(call, path, deadline.Token));
        return await guard.RunAsync(ProviderFault.BrokenStream, () => ReadAsync(call, response.Content, deadline));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(ProviderCall call, HttpContent content, Deadline deadline)
    {
        await using var body = new BoundedStream(await content.ReadAsStreamAsync(deadline.Token), call, LargestAnswerBytes);
        var answer = new ArrayBufferWriter<byte>((int)Math.Clamp(content.Headers.ContentLength ?? 0, PieceBytes, LargestAnswerBytes));
        int read;
        do
        {
            deadline.Arm(call.Timeouts.Idle);
            read = await body.ReadAsync(answer.GetMemory(PieceBytes), deadline.Token);
            answer.Advance(read);
        }
        while (read > 0);

        return answer.WrittenMemory;
    }

    private static async Task<HttpResponseMessage> SendAsync(ProviderCall call, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Upstream.Resolve(call, path));
        request.Content = new ReadOnlyMemoryContent(call.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Upstream.ReadKey(call) is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        HttpResponseMessage response = await UpstreamClients.Get(call.Timeouts.Connect)
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await UpstreamErrors.ReadAsync(call, response, cancellationToken);
        }
    }
}
