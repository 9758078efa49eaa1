using System.Text.Json;
using OrleansRouter.Gateway.Providers;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>Asks models through their providers, again after failures that may pass.</summary>
internal sealed class ModelClient(Func<string, IChatProvider?> providers, CollectorOptions options, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2);

    /// <summary>Sends one prompt as a user message.</summary>
    /// <exception cref="ProviderException">It failed for good.</exception>
    public async Task<ModelAnswer> AskAsync(CollectionModel model, string prompt, CancellationToken cancellationToken)
    {
        IChatProvider provider = model.FindProvider(providers);
        var call = new ProviderCall { ModelId = model.Id, Settings = model.Settings, Body = Body(model, prompt), Time = time };
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return ModelAnswer.Read(model, prompt, await provider.CompleteAsync(call, cancellationToken).ConfigureAwait(false));
            }
            catch (ProviderException e) when (attempt < options.Retries && MayPass(e))
            {
                await Task.Delay(Delay(e, attempt), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private byte[] Body(CollectionModel model, string prompt) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = model.Settings.UpstreamModel ?? model.Id,
        messages = new[] { new { role = "user", content = prompt } },
        temperature = options.Temperature,
        top_p = options.TopP,
        max_tokens = options.MaxTokens,
    });

    /// <summary>Wrong settings, keys and requests stay wrong however often they are tried.</summary>
    private static bool MayPass(ProviderException e) =>
        e.IsRetryable && e.Fault is not (ProviderFault.NotConfigured or ProviderFault.Unauthorized or ProviderFault.UnknownModel);

    private static TimeSpan Delay(ProviderException e, int attempt)
    {
        TimeSpan delay = e.RetryAfter ?? (FirstDelay * Math.Pow(2, attempt));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
