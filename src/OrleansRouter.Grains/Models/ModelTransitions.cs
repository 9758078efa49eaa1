using OrleansRouter.Learning.Statistics;
using static OrleansRouter.Grains.Identifiers;

namespace OrleansRouter.Grains.Models;

/// <summary>The pure changes of a model's state. A change that alters nothing returns its argument.</summary>
internal static class ModelTransitions
{
    private static readonly ModelStatistics Nothing = new();

    public static ModelState Configure(string modelId, ModelState state, ModelSettings settings)
    {
        ModelSettingsValidator.Validate(modelId, settings);
        return settings == state.Settings ? state : state with { Settings = settings, Revision = state.Revision + 1 };
    }

    public static ModelState Merge(string modelId, ModelState state, ModelStatistics collected)
    {
        if (state.Settings is null)
        {
            throw new KeyNotFoundException($"No model '{modelId}'.");
        }

        Validate($"Model '{modelId}'", collected);
        return collected == Nothing ? state : state with { Statistics = state.Statistics.Merge(collected) };
    }

    private static void Validate(string owner, ModelStatistics collected)
    {
        Validate(owner, "cost_usd", collected.CostUsd, double.MaxValue);
        Validate(owner, "score", collected.Score, 1);
        Validate(owner, "latency_ms", collected.LatencyMs, double.MaxValue);
        Require(collected.Failures >= 0, $"{owner}: failures is {collected.Failures}; expected at least 0.");
    }

    private static void Validate(string owner, string name, Moments moments, double largestMean)
    {
        Require(moments.Count >= 0, $"{owner}: count of {name} is {moments.Count}; expected at least 0.");
        Require(
            moments.Mean >= 0 && moments.Mean <= largestMean,
            $"{owner}: mean of {name} is {moments.Mean:R}; expected a number in [0, {largestMean:R}].");
        Require(moments.M2 is >= 0 and <= double.MaxValue, $"{owner}: M2 of {name} is {moments.M2:R}; expected a finite number ≥ 0.");
    }
}
