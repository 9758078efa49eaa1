using System.Collections.Frozen;

namespace OrleansRouter.Cli.Import;

/// <summary>LiteLLM's provider prefixes whose upstreams speak the OpenAI protocol.</summary>
internal static class LiteLlmProviders
{
    /// <summary>Prefixes that need the deployment's own <c>api_base</c>.</summary>
    private static readonly FrozenSet<string> SelfHosted = FrozenSet.Create("custom_openai", "hosted_vllm", "litellm_proxy", "lm_studio", "openai_like", "vllm");

    private static readonly FrozenDictionary<string, string> BaseUrls = new Dictionary<string, string>
    {
        ["anthropic"] = "https://api.anthropic.com/v1",
        ["cerebras"] = "https://api.cerebras.ai/v1",
        ["deepseek"] = "https://api.deepseek.com/v1",
        ["fireworks_ai"] = "https://api.fireworks.ai/inference/v1",
        ["gemini"] = "https://generativelanguage.googleapis.com/v1beta/openai",
        ["groq"] = "https://api.groq.com/openai/v1",
        ["mistral"] = "https://api.mistral.ai/v1",
        ["ollama"] = "http://localhost:11434/v1",
        ["ollama_chat"] = "http://localhost:11434/v1",
        ["openai"] = "https://api.openai.com/v1",
        ["openrouter"] = "https://openrouter.ai/api/v1",
        ["perplexity"] = "https://api.perplexity.ai",
        ["together_ai"] = "https://api.together.xyz/v1",
        ["xai"] = "https://api.x.ai/v1",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Splits "provider/model"; a name without a known prefix is OpenAI's, as LiteLLM reads it.</summary>
    public static (string Provider, string Model) Split(string model)
    {
        int slash = model.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("openai", model) : (model[..slash], model[(slash + 1)..]);
    }

    /// <summary>Where the upstream is; null where it does not speak the OpenAI protocol, or its address is not known.</summary>
    public static string? BaseUrl(string provider, string? apiBase)
    {
        bool isOllama = provider.StartsWith("ollama", StringComparison.Ordinal);
        return apiBase?.TrimEnd('/') switch
        {
            { } own when isOllama => own.EndsWith("/v1", StringComparison.Ordinal) ? own : own + "/v1",
            { } own when SelfHosted.Contains(provider) || BaseUrls.ContainsKey(provider) => own,
            null => BaseUrls.GetValueOrDefault(provider),
            _ => null,
        };
    }
}
