namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>One simulated model.</summary>
/// <param name="Name">Such as <c>sim-1</c>; the ordinal order of names is the order of prices.</param>
/// <param name="InputUsdPerMillionTokens">Price of input.</param>
/// <param name="OutputUsdPerMillionTokens">Price of output.</param>
/// <param name="Verbosity">Output length relative to the task's usual.</param>
/// <param name="EasyQuality">Per task, the expected score of the easiest queries, in [0.02, 0.98].</param>
/// <param name="HardQuality">Per task, the expected score of the hardest queries, in [0.02, 0.98].</param>
public sealed record SimulatedModel(
    string Name, double InputUsdPerMillionTokens, double OutputUsdPerMillionTokens, double Verbosity,
    IReadOnlyList<double> EasyQuality, IReadOnlyList<double> HardQuality)
{
    /// <summary>Expected score, linear between the easiest (difficulty 0) and the hardest (difficulty 1) queries of the task.</summary>
    public double Quality(SimulatedPrompt prompt) =>
        EasyQuality[prompt.Task] + (prompt.Difficulty * (HardQuality[prompt.Task] - EasyQuality[prompt.Task]));

    /// <summary>What a call costs in US dollars.</summary>
    public double CostUsd(double inputTokens, double outputTokens) =>
        ((inputTokens * InputUsdPerMillionTokens) + (outputTokens * OutputUsdPerMillionTokens)) / 1e6;
}
