using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>The texts that models are sent: the query in one wording, and the request to reword it.</summary>
[Paper("DARS", "appendix B, query rewriting and prompt format")]
public static class CollectionPrompts
{
    /// <summary>The query in a wording: passage and choices as they are, and the request for a marked final answer.</summary>
    public static string Ask(CollectionQuery query, string question)
    {
        var prompt = new StringBuilder();
        if (query.Context.Length > 0)
        {
            prompt.Append("Passage:\n").Append(query.Context).Append("\n\nAnswer the question by the passage only.\nQuestion: ");
        }

        prompt.Append(WithChoices(query, question));
        string form = query.Scoring == AnswerScoring.Choice ? "the letter of one choice" : "the final result";
        return prompt.Append(CultureInfo.InvariantCulture, $"\n\nThink it through, then end with a line that reads \"{AnswerText.Marker}\" followed by {form} and nothing else.").ToString();
    }

    /// <summary>A wording of the question with its lettered choices: what routers see of the query as it stands.</summary>
    public static string WithChoices(CollectionQuery query, string question) =>
        string.Join('\n', [question, .. query.Choices.Select((choice, i) => $"{(char)('A' + i)}. {choice}")]);

    /// <summary>The request for <paramref name="count"/> rewrites of the question; passage and choices are shown but not to be rewritten.</summary>
    /// <param name="query">The query.</param>
    /// <param name="count">How many rewrites.</param>
    /// <param name="avoid">Rewrites that there are already.</param>
    public static string Reword(CollectionQuery query, int count, IReadOnlyList<string> avoid)
    {
        var prompt = new StringBuilder();
        prompt.Append(CultureInfo.InvariantCulture, $"Reword the question below in {count} different ways. ")
            .Append("Each rewrite must ask for exactly the same thing, so that the same answer stays right: ")
            .Append("keep every number, symbol, unit, name, condition and requested quantity; add no hint and no solution. ")
            .Append("Do not rewrite or repeat the passage or the answer choices; they will be appended unchanged. ")
            .Append(CultureInfo.InvariantCulture, $"Reply with one JSON array of {count} strings and nothing else.\n\n");
        if (query.Context.Length > 0)
        {
            prompt.Append("Passage (stays unchanged):\n").Append(query.Context).Append("\n\n");
        }

        prompt.Append("Question:\n").Append(query.Question);
        prompt.Append(query.Choices.Count > 0 ? $"\n\nAnswer choices (stay unchanged): {string.Join(" | ", query.Choices)}" : "");
        return prompt.Append(avoid.Count > 0 ? $"\n\nDifferent from these: {JsonSerializer.Serialize(avoid)}" : "").ToString();
    }

    /// <summary>The rewrites in a model's reply: its JSON array of texts, perhaps in a code block; null when there is none.</summary>
    public static IReadOnlyList<string>? ReadRewrites(string reply)
    {
        int start = reply.IndexOf('['), end = reply.LastIndexOf(']');
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<string[]>(reply.AsSpan(start, end - start + 1));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
