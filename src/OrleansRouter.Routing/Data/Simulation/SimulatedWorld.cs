using System.Globalization;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>
/// The models and tasks behind simulated data. Dearer models are better in general, but every task has a specialist among the cheaper half (they take
/// turns) that beats the dearest on hard queries, so that routing pays.
/// </summary>
/// <remarks>
/// Drawn quantities use only + − × ÷ and rounding, and numbers from transcendental functions are rounded to a few digits, so that every
/// machine makes the same bytes.
/// </remarks>
public sealed record SimulatedWorld
{
    private const double CheapestUsdPerMillionTokens = 0.05;
    private const double DearestUsdPerMillionTokens = 5;
    private const double OutputToInputPrice = 4;

    /// <summary>The tasks' names.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Per task, the usual length of an answer of medium difficulty, in tokens.</summary>
    public required IReadOnlyList<double> AnswerTokens { get; init; }

    /// <summary>The models, from the cheapest to the dearest.</summary>
    public required IReadOnlyList<SimulatedModel> Models { get; init; }

    /// <summary>Draws a world; equal options give equal worlds.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static SimulatedWorld Create(SimulationOptions options)
    {
        options.Validate();
        var rng = Rng.Stream(options.Seed, 0);
        int[] cheaperHalf = rng.Permutation(Math.Max(1, options.Models / 2));
        int[] specialists = [.. Enumerable.Range(0, options.Tasks).Select(task => cheaperHalf[task % cheaperHalf.Length])];
        return new SimulatedWorld
        {
            Tasks = [.. SimulatedVocabulary.Tasks.Take(options.Tasks).Select(x => x.Name)],
            AnswerTokens = [.. specialists.Select(_ => Between(rng, 80, 320))],
            Models = [.. Enumerable.Range(0, options.Models).Select(k => CreateModel(rng, k, options, specialists))],
        };
    }

    /// <summary>Expected length of a model's answer in tokens: longer for harder queries.</summary>
    public double ExpectedAnswerTokens(int model, SimulatedPrompt prompt) =>
        AnswerTokens[prompt.Task] * Models[model].Verbosity * (0.6 + (0.8 * prompt.Difficulty));

    private static SimulatedModel CreateModel(Rng rng, int k, SimulationOptions options, int[] specialists)
    {
        double ability = options.Models == 1 ? 1 : (double)k / (options.Models - 1);
        double price = Math.Round(CheapestUsdPerMillionTokens * Math.Pow(DearestUsdPerMillionTokens / CheapestUsdPerMillionTokens, ability), 3);
        int digits = options.Models > 9 ? 2 : 1;
        return new SimulatedModel(
            "sim-" + (k + 1).ToString($"D{digits}", CultureInfo.InvariantCulture), price, price * OutputToInputPrice, Between(rng, 0.8, 1.2),
            [.. specialists.Select(x => Clamp((x == k ? 0.92 : 0.60 + (0.33 * ability)) + Between(rng, -0.05, 0.05)))],
            [.. specialists.Select(x => Clamp((x == k ? 0.84 : 0.12 + (0.65 * ability)) + Between(rng, -0.05, 0.05)))]);
    }

    private static double Between(Rng rng, double low, double high) => low + ((high - low) * rng.NextDouble());

    private static double Clamp(double quality) => Math.Clamp(quality, 0.02, 0.98);
}
