using OrleansRouter.Grains.Models;
using OrleansRouter.Learning;

namespace OrleansRouter.Gateway.Providers;

/// <summary>
/// A way to reach models, found by the name that <see cref="ModelSettings.Provider"/> carries. Every failure is a
/// <see cref="ProviderException"/>, except cancellation by the caller, which reaches the upstream and stays what it is.
/// </summary>
public interface IChatProvider : INamed
{
    /// <summary>What is missing in a model's settings, or null when this provider can use them.</summary>
    /// <param name="modelId">The model, for the message.</param>
    /// <param name="settings">Its settings.</param>
    string? FindProblem(string modelId, ModelSettings settings);

    /// <summary>Asks for a whole chat completion.</summary>
    /// <returns>The answer's JSON object as UTF-8.</returns>
    Task<ReadOnlyMemory<byte>> CompleteAsync(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Asks for a streamed chat completion; the request is sent when the first element is asked for.</summary>
    /// <returns>Each event's JSON object as UTF-8, as it arrives; the sequence ends where the upstream says that it is complete.</returns>
    IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(ProviderCall call, CancellationToken cancellationToken);

    /// <summary>Asks for embeddings.</summary>
    /// <returns>The answer's JSON object as UTF-8.</returns>
    Task<ReadOnlyMemory<byte>> EmbedAsync(ProviderCall call, CancellationToken cancellationToken);
}

/// <summary>One request to one model.</summary>
public sealed record ProviderCall
{
    /// <summary>The model as the gateway knows it.</summary>
    public required string ModelId { get; init; }

    /// <summary>Where it is reached.</summary>
    public required ModelSettings Settings { get; init; }

    /// <summary>The request body, with the model name of the upstream.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How long it may take.</summary>
    public ProviderTimeouts Timeouts { get; init; } = new();

    /// <summary>The clock of the time limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
