using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Data.Files;

namespace OrleansRouter.Routing.Dars.Collecting;

/// <summary>A query with its gold answer, of which observations are collected.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Task">Its task or data set.</param>
/// <param name="Question">What is rewritten.</param>
/// <param name="Context">A passage that stays as it is; empty where there is none.</param>
/// <param name="Choices">Answer choices that stay as they are, in order; empty where there are none.</param>
/// <param name="Answers">The accepted gold answers, at least one; for a choice its letter.</param>
/// <param name="Scoring">How answers are scored.</param>
public sealed record CollectionQuery(
    string Id, string Task, string Question, string Context, IReadOnlyList<string> Choices, IReadOnlyList<string> Answers, AnswerScoring Scoring)
{
    private const string AnswerForm = "a text, or a list of texts";

    /// <summary>
    /// Reads JSON lines with <c>id</c>, <c>question</c> (or <c>prompt</c>), <c>answer</c> (or <c>expected_answer</c>: a text or a list of accepted ones) and,
    /// where there are, <c>task</c>, <c>context</c> (or <c>passage</c>), <c>choices</c>, <c>scoring</c>. Without <c>scoring</c>, queries with choices are scored by
    /// letter, numeric answers as numbers, others exactly.
    /// </summary>
    /// <exception cref="DataFormatException">A line is malformed; the message says where.</exception>
    public static IReadOnlyList<CollectionQuery> Read(string file, CancellationToken cancellationToken = default)
    {
        var known = new QueryIndex();
        List<CollectionQuery> queries = [];
        foreach (JsonRow row in JsonLines.Read(file, cancellationToken))
        {
            CollectionQuery query = Of(row);
            known.Add(new Query(query.Id, query.Task, query.Question), row.File, row.Line);
            queries.Add(query);
        }

        return queries;
    }

    private static CollectionQuery Of(JsonRow row)
    {
        IReadOnlyList<string> choices = Texts(row, "choices");
        IReadOnlyList<string> answers = Texts(row, row.Has("answer") ? "answer" : "expected_answer");
        if (answers.Count == 0)
        {
            throw DataFormatException.ForMissing(row.File, row.Line, "answer", AnswerForm);
        }

        string question = row.OptionalText("question") ?? row.Name("prompt");
        string context = row.OptionalText("context") ?? row.OptionalText("passage") ?? "";
        return new CollectionQuery(row.Name("id"), row.OptionalText("task") ?? "", question, context, choices, answers, ScoringOf(row, choices, answers));
    }

    private static AnswerScoring ScoringOf(JsonRow row, IReadOnlyList<string> choices, IReadOnlyList<string> answers)
    {
        string? named = row.OptionalText("scoring");
        return named is null
            ? choices.Count > 0 ? AnswerScoring.Choice : answers.All(NumericTokens.IsNumber) ? AnswerScoring.Number : AnswerScoring.Exact
            : Enum.TryParse(named, ignoreCase: true, out AnswerScoring scoring) && Enum.IsDefined(scoring) && !char.IsAsciiDigit(named[0])
                ? scoring
                : throw DataFormatException.ForValue(row.File, row.Line, "scoring", $"\"{named}\"", $"one of {string.Join(", ", Enum.GetNames<AnswerScoring>()).ToLowerInvariant()}");
    }

    private static IReadOnlyList<string> Texts(JsonRow row, string field)
    {
        if (!row.TryGet(field, out var value))
        {
            return [];
        }

        if (value.ValueKind != System.Text.Json.JsonValueKind.Array)
        {
            return [row.Text(field)];
        }

        return [.. value.EnumerateArray().Select(item => item.ValueKind switch
        {
            System.Text.Json.JsonValueKind.String => item.GetString()!,
            System.Text.Json.JsonValueKind.Number => item.GetRawText(),
            _ => throw row.Unexpected(field, value, AnswerForm),
        })];
    }
}
