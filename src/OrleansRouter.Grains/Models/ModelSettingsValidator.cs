using System.Text.RegularExpressions;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Models;

/// <summary>Refuses settings that could not work. An unknown price may be stored; such a model is refused when a request is routed.</summary>
internal static partial class ModelSettingsValidator
{
    public const int MaxTextLength = 200;
    public const int MaxDescriptionLength = 4000;
    public const double MaxUsdPerMillionTokens = 1e6;

    public static void Validate(string modelId, ModelSettings settings)
    {
        string owner = $"Model '{modelId}'";
        RequireModelId(owner, modelId);
        Require(
            ProviderName().IsMatch(settings.Provider),
            $"{owner}: provider is '{settings.Provider}'; expected 1 to 63 of the characters a-z, 0-9 and '-'.");
        RequirePrice(owner, "input_usd_per_million_tokens", settings.InputUsdPerMillionTokens);
        RequirePrice(owner, "output_usd_per_million_tokens", settings.OutputUsdPerMillionTokens);
        Require(settings.ContextTokens is null or >= 1, $"{owner}: context_tokens is {settings.ContextTokens}; expected at least 1.");
        Require(settings.MaxOutputTokens is null or >= 1, $"{owner}: max_output_tokens is {settings.MaxOutputTokens}; expected at least 1.");
        Require(
            settings.UpstreamModel is not { } upstream || (!string.IsNullOrWhiteSpace(upstream) && upstream.Length <= MaxTextLength),
            $"{owner}: upstream_model has {settings.UpstreamModel?.Length} characters; expected 1 to {MaxTextLength}, not all blank.");
        Require(
            settings.Description.Length <= MaxDescriptionLength,
            $"{owner}: description has {settings.Description.Length} characters; expected at most {MaxDescriptionLength}.");
        ValidateUpstream(owner, settings);
    }

    /// <summary>The messages leave the values out: someone may have pasted a secret where none belongs.</summary>
    private static void ValidateUpstream(string owner, ModelSettings settings)
    {
        Require(
            settings.ApiKeyVariable is null || VariableName().IsMatch(settings.ApiKeyVariable),
            $"{owner}: api_key_variable is not the name of an environment variable; expected letters, digits and '_', no digit first.");
        Require(
            settings.BaseUrl is null || IsPlainUrl(settings.BaseUrl),
            $"{owner}: base_url is not usable; expected an absolute http or https URL without user name and password.");
    }

    private static bool IsPlainUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;

    private static void RequirePrice(string owner, string name, double? price) => Require(
        price is null or (>= 0 and <= MaxUsdPerMillionTokens),
        $"{owner}: {name} is {price:R}; expected a number in [0, {MaxUsdPerMillionTokens:F0}], or none when the price is unknown.");

    [GeneratedRegex(@"^[a-z0-9\-]{1,63}\z")]
    private static partial Regex ProviderName();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,199}\z")]
    private static partial Regex VariableName();
}
