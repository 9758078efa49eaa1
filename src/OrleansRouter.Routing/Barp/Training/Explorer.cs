using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Policy;
using OrleansRouter.Routing.Decisions;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>Asks models by softmax(logits/T) over the eligible ones, mixed with the floor.</summary>
/// <param name="options">Temperature and floor.</param>
/// <param name="environment">Answers.</param>
internal sealed class Explorer(BarpOptions options, BanditEnvironment environment)
{
    private readonly bool[] _eligible = new bool[environment.Arms];

    /// <summary>Asks one model about a query and says with which probability it was that one.</summary>
    /// <param name="query">The query; some model can be asked about it.</param>
    /// <param name="logits">Length K.</param>
    /// <param name="weights">The preference that the logits are for.</param>
    /// <param name="draw">Uniform on [0, 1).</param>
    /// <param name="probabilities">Destination, length K: with which probability each model was to be asked.</param>
    public Feedback Ask(int query, ReadOnlySpan<float> logits, SimplexWeights weights, double draw, Span<double> probabilities)
    {
        int count = environment.Eligible(query, _eligible);
        for (int k = 0; k < logits.Length; k++)
        {
            probabilities[k] = logits[k] / options.ExplorationTemperature;
        }

        SoftmaxPolicy.Normalise(probabilities, _eligible);
        double floor = Math.Min(options.ExplorationFloor, 1.0 / count);
        for (int k = 0; k < probabilities.Length; k++)
        {
            probabilities[k] = _eligible[k] ? ExplorationFloor.Mix(probabilities[k], floor, count) : 0;
        }

        int arm = SoftmaxPolicy.Pick(probabilities, draw);
        ArmOutcome outcome = environment.Ask(query, arm);
        return new Feedback(query, weights, arm, probabilities[arm], outcome.Quality, outcome.NormalisedCost);
    }
}
