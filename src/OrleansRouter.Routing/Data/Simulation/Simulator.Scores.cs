using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

public static partial class Simulator
{
    /// <summary>
    /// Kind A: every model answers every query once. The score is a binomial share with the model's expected quality; the cost is
    /// input and output tokens times price, output lengths vary by ±25 %.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static SimulatedScores Scores(ScoreSimulationOptions options, CancellationToken cancellationToken = default)
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
                double answerTokens = world.ExpectedAnswerTokens(k, prompt);
                expectedScores[i, k] = model.Quality(prompt);
                expectedCosts[i, k] = model.CostUsd(prompt.InputTokens, answerTokens);
                scores[i, k] = BinomialShare(rng, options.ScoreSteps, expectedScores[i, k]);
                costs[i, k] = model.CostUsd(prompt.InputTokens, DrawTokens(rng, answerTokens));
            }
        }

        var table = new ScoreTable
        {
            Source = Source("scores", options),
            IsSimulated = true,
            Models = ModelNames(world),
            Queries = [.. prompts.Select(x => x.Query)],
            Scores = scores,
            CostsUsd = costs,
        };
        return new SimulatedScores(table, world, prompts, expectedScores, expectedCosts);
    }

    /// <summary>Successes among <paramref name="steps"/> trials, as a share.</summary>
    private static double BinomialShare(Rng rng, int steps, double probability)
    {
        double successes = 0;
        for (int i = 0; i < steps; i++)
        {
            successes += Bernoulli(rng, probability);
        }

        return successes / steps;
    }
}
