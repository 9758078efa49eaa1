using System.Globalization;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Makes declared, seeded data, so that a clone without any data can train, serve and be tested. Everything it makes says that it is simulated.</summary>
public static class Simulator
{
    /// <summary>
    /// Kind A: every model answers every query once. The score is a binomial share with the model's expected quality, the cost is
    /// input and output tokens times price, output lengths vary by ±25 %.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static SimulatedScores Scores(SimulationOptions options, CancellationToken cancellationToken = default)
    {
        var world = SimulatedWorld.Create(options);
        var prompts = new SimulatedPrompt[options.Queries];
        Matrix<double> scores = NewMatrix(options), costs = NewMatrix(options), expectedScores = NewMatrix(options), expectedCosts = NewMatrix(options);
        for (int i = 0; i < options.Queries; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rng = QueryRng(options, i);
            SimulatedPrompt prompt = prompts[i] = SimulatedPrompt.Draw(rng, i, options.Tasks);
            for (int k = 0; k < options.Models; k++)
            {
                SimulatedModel model = world.Models[k];
                double answerTokens = world.ExpectedAnswerTokens(k, prompt.Task, prompt.Difficulty);
                expectedScores[i, k] = model.Quality(prompt.Task, prompt.Difficulty);
                expectedCosts[i, k] = model.CostUsd(prompt.InputTokens, answerTokens);
                scores[i, k] = BinomialShare(rng, options.ScoreSteps, expectedScores[i, k]);
                costs[i, k] = model.CostUsd(prompt.InputTokens, DrawTokens(rng, answerTokens));
            }
        }

        var table = new ScoreTable
        {
            Source = Source("scores", options),
            IsSimulated = true,
            Models = [.. world.Models.Select(x => x.Name)],
            Queries = [.. prompts.Select(x => x.Query)],
            Scores = scores,
            CostsUsd = costs,
        };
        return new SimulatedScores(table, world, prompts, expectedScores, expectedCosts);
    }

    private static Matrix<double> NewMatrix(SimulationOptions options) => new(options.Queries, options.Models);

    /// <summary>Stream 0 draws the world; query i has stream i + 1.</summary>
    private static Rng QueryRng(SimulationOptions options, int query) => Rng.Stream(options.Seed, (ulong)query + 1);

    private static string Source(string kind, SimulationOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"simulated {kind}: {options.Queries} queries, {options.Models} models, {options.Tasks} tasks, seed {options.Seed}");

    /// <summary>Successes among <paramref name="steps"/> trials, as a share.</summary>
    private static double BinomialShare(Rng rng, int steps, double probability)
    {
        int successes = 0;
        for (int i = 0; i < steps; i++)
        {
            successes += rng.NextDouble() < probability ? 1 : 0;
        }

        return (double)successes / steps;
    }

    /// <summary>A whole number of tokens with exactly the given mean, spread evenly over ±25 %.</summary>
    private static double DrawTokens(Rng rng, double mean) => Math.Floor((mean * (0.75 + (0.5 * rng.NextDouble()))) + rng.NextDouble());
}
