using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>The numbers in a text, so that a rewrite can be held to keep them.</summary>
public static partial class NumericTokens
{
    /// <summary>The numbers in ascending order, as they are meant: 1,000 and 1000.0 are equal.</summary>
    public static decimal[] Of(string text) =>
        [.. NumberPattern().Matches(text).Select(match => Parse(match.Value)).OfType<decimal>().Order()];

    /// <summary>Whether a text is one number and nothing else.</summary>
    public static bool IsNumber(string text) => NumberPattern().Match(text.Trim()) is { Success: true } match && match.Length == text.Trim().Length;

    /// <summary>The last number in a text, or null.</summary>
    public static decimal? Last(string text) => NumberPattern().Matches(text).Select(match => Parse(match.Value)).LastOrDefault(number => number is not null);

    private static decimal? Parse(string text) =>
        decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    [GeneratedRegex(@"(?<![\w.])[-−]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
