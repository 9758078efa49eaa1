using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>Any upstream that speaks OpenAI's HTTP protocol. Streams pass event by event, unbuffered.</summary>
public sealed class OpenAiProvider : IChatProvider
{
    private const int LargestAnswerBytes = 64_000_000;

    private static readonly HttpClient Client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // Each call carries its own limits.
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestAnswerBytes,
    };

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
        using HttpResponseMessage response = await guard.RunAsync(ProviderFault.Unreachable, () =>
            SendAsync(call, "chat/completions", HttpCompletionOption.ResponseHeadersRead, deadline.Token));
        await using Stream body = await response.Content.ReadAsStreamAsync(deadline.Token);
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
        using HttpResponseMessage response = await guard.RunAsync(ProviderFault.Unreachable, () =>
            SendAsync(call, path, HttpCompletionOption.ResponseContentRead, deadline.Token));
        return await response.Content.ReadAsByteArrayAsync(deadline.Token);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        ProviderCall call, string path, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Upstream.Resolve(call, path));
        request.Content = new ReadOnlyMemoryContent(call.Body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Upstream.ReadKey(call) is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        HttpResponseMessage response = await Client.SendAsync(request, completion, cancellationToken);
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
