using OrleansRouter.Grains.Models;

namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>Where an OpenAI-compatible upstream is, and the key it wants.</summary>
internal static class Upstream
{
    public static string? FindProblem(string modelId, ModelSettings settings) =>
        Uri.TryCreate(settings.BaseUrl, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.Query.Length == 0
            ? null
            : $"Model '{modelId}': base_url is {Quote(settings.BaseUrl)}; expected an http(s) address without a query, "
                + "such as \"https://host/v1\".";

    /// <exception cref="ProviderException">The model has no usable base URL.</exception>
    public static Uri Resolve(ProviderCall call, string path) => FindProblem(call.ModelId, call.Settings) is { } problem
        ? throw new ProviderException(ProviderFault.NotConfigured, problem)
        : new Uri($"{call.Settings.BaseUrl!.TrimEnd('/')}/{path}");

    /// <summary>The key from the environment; null when the model needs none.</summary>
    /// <exception cref="ProviderException">The variable that the settings name is not set.</exception>
    public static string? ReadKey(ProviderCall call) => call.Settings.ApiKeyVariable is not { Length: > 0 } variable
        ? null
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key
            ? key
            : throw new ProviderException(
                ProviderFault.NotConfigured,
                $"Model '{call.ModelId}': the environment variable '{variable}' of its key is not set at the gateway.");

    private static string Quote(string? value) => value is null ? "missing" : $"\"{value}\"";
}
