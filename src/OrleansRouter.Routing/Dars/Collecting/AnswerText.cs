using System.Text.RegularExpressions;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>Reads and scores the answers of models.</summary>
public static partial class AnswerText
{
    /// <summary>The line that models are asked to end with.</summary>
    public const string Marker = "Final Answer:";

    private const double RelativeTolerance = 1e-3;
    private static readonly HashSet<string> Articles = ["a", "an", "the"];

    /// <summary>What follows the last marker, up to the end of its line; the whole text where there is none.</summary>
    public static string Final(string text)
    {
        int at = text.LastIndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        string tail = at < 0 ? text : text[(at + Marker.Length)..].TrimStart();
        return (at < 0 ? tail : tail.Split('\n', 2)[0]).Trim().Trim('*', '`', '$').Trim();
    }

    /// <summary>The score of a model's text against a query's gold answers, in [0, 1].</summary>
    public static double Score(CollectionQuery query, string text)
    {
        string answer = Final(text);
        return query.Scoring switch
        {
            AnswerScoring.Choice => query.Answers.Any(gold => IsSameChoice(query, answer, gold)) ? 1 : 0,
            AnswerScoring.Number => query.Answers.Any(gold => IsSameNumber(answer, gold)) ? 1 : 0,
            AnswerScoring.F1 => query.Answers.Max(gold => TokenF1.Of(answer, gold)),
            _ => query.Answers.Any(gold => Words(answer).SequenceEqual(Words(gold))) ? 1 : 0,
        };
    }

    /// <summary>Lower-case words without articles and punctuation.</summary>
    internal static string[] Words(string text) =>
        [.. WordPattern().Matches(text.ToLowerInvariant()).Select(match => match.Value).Where(word => !Articles.Contains(word))];

    private static bool IsSameChoice(CollectionQuery query, string answer, string gold)
    {
        string letter = ChoicePattern().Match(answer).Groups[1].Value;
        int index = letter.Length == 1 ? char.ToUpperInvariant(letter[0]) - 'A' : -1;
        return letter.Equals(gold.Trim(), StringComparison.OrdinalIgnoreCase)
            || (index >= 0 && index < query.Choices.Count && Words(query.Choices[index]).SequenceEqual(Words(gold)));
    }

    private static bool IsSameNumber(string answer, string gold) =>
        NumericTokens.Last(answer) is { } given && NumericTokens.Last(gold) is { } wanted
        && Math.Abs((double)(given - wanted)) <= RelativeTolerance * Math.Max(1e-9, Math.Abs((double)wanted));

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^\W*([A-Za-z])(?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex ChoicePattern();
}
