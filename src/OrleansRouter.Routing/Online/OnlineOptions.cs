using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Online;

/// <summary>How a served policy goes on learning. Every learner uses the options that concern it.</summary>
public sealed record OnlineOptions
{
    /// <summary>The learner's name. Default LinUCB.</summary>
    public string Learner { get; init; } = "linucb";

    /// <summary>The family whose router the outcomes correct; where <c>train online</c> makes the router, it trains this one. Default ridge.</summary>
    public string Base { get; init; } = "ridge";

    /// <summary>
    /// The embedding is projected to at most this many numbers before anything is learned online, so that state and time per outcome
    /// do not grow with the encoder. Default 32.
    /// </summary>
    [Range(1, 512)] public int Dimensions { get; init; } = 32;

    /// <summary>How many outcomes in every direction the trained policy's opinion of a model is worth. Default 5.</summary>
    [Range(0.001, 1e6)] public double WarmStartWeight { get; init; } = 5;

    /// <summary>The same for a model that the policy was not trained on and whose prior comes from price and description. Default 1.</summary>
    [Range(0.001, 1e6)] public double NewModelWeight { get; init; } = 1;

    /// <summary>κ: what all tenants learned of a model counts as at most this many outcomes of the tenant's own. Default 20.</summary>
    [Range(0.0, 1e9)] public double SharedWeight { get; init; } = 20;

    /// <summary>γ: with every outcome the weight of those before it shrinks by this factor; 1 forgets nothing, 0.99 remembers about 100. Default 1.</summary>
    [Range(0.5, 1.0)] public double Forgetting { get; init; } = 1;

    /// <summary>Outcomes weigh min(1 / propensity, this). Default 1, all the same: see <see cref="Linear.LinearOnlineState"/>.</summary>
    [Range(1.0, 1e6)] public double MaxImportanceWeight { get; init; } = 1;

    /// <summary>σ: the standard deviation ascribed to one score. Default 0.3.</summary>
    [Range(0.001, 10.0)] public double NoiseDeviation { get; init; } = 0.3;

    /// <summary>LinUCB: how many standard deviations of its mean a model is believed to be better than its mean. Default 1.</summary>
    [Range(0.0, 100.0)] public double Optimism { get; init; } = 1;

    /// <summary>ε-greedy: the share of choices made at random. Default 0.05.</summary>
    [Range(0.0, 1.0)] public double Epsilon { get; init; } = 0.05;

    /// <summary>The probability that an eligible model keeps at least while little is known of it; 0 guarantees none. Default 0.02.</summary>
    [Range(0.0, 0.25)] public double ProbeShare { get; init; } = 0.02;

    /// <summary>Little is known of a model, on a prompt, while the standard deviation of its expected score exceeds this. Default 0.1.</summary>
    [Range(0.001, 10.0)] public double ProbeDeviation { get; init; } = 0.1;
}
