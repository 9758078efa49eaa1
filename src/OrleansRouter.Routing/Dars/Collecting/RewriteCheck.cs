using System.Text.RegularExpressions;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>What became of a rewrite.</summary>
/// <param name="Refusal">Why it is not used, or null.</param>
/// <param name="Similarity">Cosine of its words and word pairs with the original's, in [0, 1].</param>
/// <param name="IsFlagged">Whether somebody should look at it, because it shares few words with the original.</param>
public sealed record RewriteVerdict(string? Refusal, double Similarity, bool IsFlagged);

/// <summary>
/// Checks that a rewrite keeps what must be kept. Refused: empty texts, copies of the original or of another rewrite, other numbers, and lost
/// choice lines where choices stand in the question itself. Flagged: little similarity. Passage and listed choices are never rewritten.
/// </summary>
[Paper("DARS", "appendix D.1, rewrite validity check")]
public static partial class RewriteCheck
{
    /// <summary>Similarity below which a rewrite is flagged. Default 0.2.</summary>
    public const double FlagBelow = 0.2;

    /// <summary>Checks one rewrite.</summary>
    /// <param name="question">The original question.</param>
    /// <param name="rewrite">Its rewrite.</param>
    /// <param name="accepted">Rewrites that are accepted already.</param>
    public static RewriteVerdict Of(string question, string rewrite, IEnumerable<string> accepted)
    {
        double similarity = Similarity(question, rewrite);
        return new RewriteVerdict(Refusal(question, rewrite, accepted), similarity, similarity < FlagBelow);
    }

    private static string? Refusal(string question, string rewrite, IEnumerable<string> accepted)
    {
        string plain = Plain(rewrite);
        if (plain.Length == 0)
        {
            return "it is empty";
        }

        if (plain == Plain(question))
        {
            return "it repeats the original";
        }

        if (accepted.Any(other => Plain(other) == plain))
        {
            return "it repeats another rewrite";
        }

        string? lost = ChoiceLine().Matches(question).Select(match => match.Value.Trim())
            .FirstOrDefault(line => !rewrite.Contains(line, StringComparison.Ordinal));
        if (lost is not null)
        {
            return $"it lost the choice \"{lost}\"";
        }

        return NumericTokens.Of(question).SequenceEqual(NumericTokens.Of(rewrite)) ? null : "its numbers differ from the original's";
    }

    /// <summary>The text without case, punctuation and extra blanks: two texts that agree in it are duplicates.</summary>
    private static string Plain(string text) => string.Join(' ', Word().Matches(text.ToLowerInvariant()).Select(match => match.Value));

    private static double Similarity(string a, string b)
    {
        Dictionary<string, int> left = Terms(a), right = Terms(b);
        double dot = left.Sum(term => (double)term.Value * right.GetValueOrDefault(term.Key));
        double norms = Math.Sqrt(left.Values.Sum(n => (double)n * n) * right.Values.Sum(n => (double)n * n));
        return norms > 0 ? dot / norms : 0;
    }

    private static Dictionary<string, int> Terms(string text)
    {
        string[] words = [.. Word().Matches(text.ToLowerInvariant()).Select(match => match.Value)];
        return words.Concat(words.Zip(words.Skip(1), (first, second) => $"{first} {second}")).CountBy(term => term).ToDictionary();
    }

    [GeneratedRegex(@"[\p{L}\p{N}]+|[^\s\p{L}\p{N}\p{P}]", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[ \t]*\(?[A-J][).:][ \t]+\S.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ChoiceLine();
}
