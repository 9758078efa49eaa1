using System.Runtime.CompilerServices;
using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Providers.Simulated;

/// <summary>
/// Answers without any language model, so that the gateway can be tried without keys. The same model gives the same answer to the same
/// prompt, unless its <see cref="SimulatedSchedule"/> changes it; every answer says that it is simulated.
/// </summary>
public sealed class SimulatedProvider : IChatProvider
{
    internal const string ProviderName = "simulated";
    private static readonly TimeSpan FirstByte = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan BetweenChunks = TimeSpan.FromMilliseconds(1);

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public string? FindProblem(string modelId, ModelSettings settings) => SimulatedSchedule.FindProblem(modelId, settings.UpstreamModel);

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> CompleteAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        SimulatedAnswer answer = SimulatedAnswer.To(call);
        await Task.Delay(FirstByte, call.Time, cancellationToken);
        return SimulatedJson.Completion(answer);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        ProviderCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SimulatedAnswer answer = SimulatedAnswer.To(call);
        await Task.Delay(FirstByte, call.Time, cancellationToken);
        foreach (ReadOnlyMemory<byte> chunk in SimulatedJson.Chunks(answer))
        {
            yield return chunk;
            await Task.Delay(BetweenChunks, call.Time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> EmbedAsync(ProviderCall call, CancellationToken cancellationToken) =>
        Task.FromException<ReadOnlyMemory<byte>>(new ProviderException(
            ProviderFault.Unsupported,
            $"Model '{call.ModelId}' is simulated and makes no embeddings; name a model of an OpenAI-compatible provider."));
}
