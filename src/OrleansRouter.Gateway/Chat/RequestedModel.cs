using System.Globalization;
using System.Text.RegularExpressions;
using OrleansRouter.Gateway.OpenAi;

namespace OrleansRouter.Gateway.Chat;

/// <summary>What the client wrote into <c>model</c>.</summary>
/// <param name="Name">The text itself.</param>
/// <param name="IsAuto">Whether the router chooses.</param>
/// <param name="PolicyId">The policy that it named, or null.</param>
/// <param name="Threshold">RouteLLM's threshold, or null.</param>
internal sealed partial record RequestedModel(string Name, bool IsAuto, string? PolicyId = null, double? Threshold = null)
{
    public const string Auto = "auto";
    public const string PolicyPrefix = "auto:";

    /// <summary>
    /// Reads <c>auto</c>, <c>auto:&lt;policy&gt;</c>, RouteLLM's <c>router-&lt;name&gt;-&lt;threshold&gt;</c>, or a model id. RouteLLM's
    /// threshold is the gain in expected quality from which on the best model is taken instead of the cheapest; its name is not used.
    /// </summary>
    /// <param name="name">What the client wrote.</param>
    /// <param name="isModelId">Whether a model has this very id: it wins over RouteLLM's form.</param>
    public static RequestedModel Parse(string name, Func<string, bool> isModelId)
    {
        if (name == Auto)
        {
            return new RequestedModel(name, IsAuto: true);
        }

        if (name.StartsWith(PolicyPrefix, StringComparison.Ordinal))
        {
            return name.Length > PolicyPrefix.Length
                ? new RequestedModel(name, IsAuto: true, PolicyId: name[PolicyPrefix.Length..])
                : throw ApiError.InvalidRequest("'model' is \"auto:\"; expected \"auto:<policy>\".", "model").AsException();
        }

        Match routeLlm = RouteLlmForm().Match(name);
        return routeLlm.Success && !isModelId(name)
            ? new RequestedModel(name, IsAuto: true, Threshold: ParseThreshold(name, routeLlm.Groups["threshold"].ValueSpan))
            : new RequestedModel(name, IsAuto: false);
    }

    private static double ParseThreshold(string name, ReadOnlySpan<char> text)
    {
        double threshold = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return threshold is >= 0 and <= 1
            ? threshold
            : throw ApiError.InvalidRequest(
                $"'model' is \"{name}\": its threshold is {threshold:R}; expected a number in [0, 1].", "model").AsException();
    }

    [GeneratedRegex(@"^router-[A-Za-z0-9_]+-(?<threshold>[0-9]+(\.[0-9]+)?|\.[0-9]+)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex RouteLlmForm();
}
