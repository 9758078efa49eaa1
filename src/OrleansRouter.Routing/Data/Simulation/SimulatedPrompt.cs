using System.Globalization;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>One simulated query and what decides how well it is answered.</summary>
/// <param name="Query">Id, task and prompt.</param>
/// <param name="Task">Index of the task.</param>
/// <param name="Difficulty">Share of hard words among the words that tell difficulty: 0, 0.25, …, 1, equally likely.</param>
public sealed record SimulatedPrompt(Query Query, int Task, double Difficulty)
{
    private const int DifficultyWords = 4;

    /// <summary>Prompt length in tokens, four characters each.</summary>
    public int InputTokens => (Query.Prompt.Length + 3) / 4;

    /// <summary>Draws a query: shared words, words of one task, and words that tell its difficulty, in random order.</summary>
    internal static SimulatedPrompt Draw(Rng rng, int number, int tasks)
    {
        int task = rng.NextInt(tasks);
        int hard = rng.NextInt(DifficultyWords + 1);
        (string name, string[] own) = SimulatedVocabulary.Tasks[task];
        string[] words =
        [
            .. Pick(rng, own, 6 + rng.NextInt(7)),
            .. Pick(rng, SimulatedVocabulary.Shared, 6 + rng.NextInt(11)),
            .. Pick(rng, SimulatedVocabulary.Hard, hard),
            .. Pick(rng, SimulatedVocabulary.Easy, DifficultyWords - hard),
        ];
        rng.Shuffle(words.AsSpan());
        string id = string.Create(CultureInfo.InvariantCulture, $"sim.{number}");
        return new SimulatedPrompt(new Query(id, name, string.Join(' ', words)), task, (double)hard / DifficultyWords);
    }

    private static IEnumerable<string> Pick(Rng rng, string[] words, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return words[rng.NextInt(words.Length)];
        }
    }
}
