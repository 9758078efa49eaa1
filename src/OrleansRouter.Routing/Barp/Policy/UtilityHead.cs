using OrleansRouter.Learning.Networks;
using OrleansRouter.Routing.Barp.Estimates;

namespace OrleansRouter.Routing.Barp.Policy;

/// <summary>
/// Logits s·(w_q·Σₚ (αₚ + δₚ)·q̂ₚₖ − w_c·ĉₖ) of the training queries: q̂ₚ and ĉ are what the other outcomes predict, α averages the
/// penalties, and the policy gradient learns δ, the same for every model. At δ = 0 the policy follows the reward model.
/// </summary>
internal sealed class UtilityHead : IPolicyHead
{
    private const string MixName = "mix";

    private readonly Func<RewardEstimates?> _estimates;
    private readonly double _sharpness;
    private readonly InputNode _path, _anchor;

    /// <param name="graph">Where the head is built.</param>
    /// <param name="arms">K.</param>
    /// <param name="sharpness">s.</param>
    /// <param name="estimates">The present estimates, or null while nothing is known: then every logit is 0.</param>
    public UtilityHead(Graph graph, int arms, double sharpness, Func<RewardEstimates?> estimates)
    {
        (_sharpness, _estimates) = (sharpness, estimates);
        _path = graph.Input(arms * RewardModelFit.PathLength);
        _anchor = graph.Input(arms);
        Logits = _path.ProjectEach(arms, MixName, 1, Zeros).Plus(_anchor);
    }

    public Node Logits { get; }

    public void Load(int row, int query, SimplexWeights weights)
    {
        Span<float> path = _path.Row(row), anchor = _anchor.Row(row);
        path.Clear();
        anchor.Clear();
        double scale = _sharpness * weights.Quality;
        if (_estimates() is not { } estimates)
        {
            return;
        }

        for (int k = 0; k < anchor.Length; k++)
        {
            anchor[k] = (float)(_sharpness * weights.Reward(estimates.Quality[query, k], estimates.Cost[query, k]));
            for (int p = 0; p < RewardModelFit.PathLength; p++)
            {
                path[(k * RewardModelFit.PathLength) + p] = (float)(scale * estimates.Path[p][query, k]);
            }
        }
    }

    /// <summary>What was learned: δ per penalty.</summary>
    public static ReadOnlySpan<float> Mix(ParameterSet parameters) => parameters[$"{MixName}.weight"];

    /// <summary>Back to δ = 0, where the policy follows new estimates.</summary>
    public static void Reset(ParameterSet parameters) => Array.Clear(parameters.Values);

    private static Initializer Zeros(int fanIn, int fanOut) => Initializers.Zeros;
}
