using System.Globalization;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.Gateway.Providers.Simulated;

/// <summary>
/// How good the simulated models are over time; a model's <c>upstream_model</c> names it. <c>steady</c> (the default): always the same.
/// <c>turnover@INSTANT</c>: from the instant on the order of the models is reversed, the best is as good as the worst was, and so on.
/// </summary>
/// <param name="Turnover">When the order is reversed; null: never.</param>
internal readonly record struct SimulatedSchedule(DateTimeOffset? Turnover)
{
    private const string Steady = "steady";
    private const string TurnoverPrefix = "turnover@";
    private const double UnknownQuality = 0.5;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? FindProblem(string modelId, string? name) => TryParse(name, out _)
        ? null
        : $"Model '{modelId}' is simulated; upstream_model names its schedule: '{Steady}' or '{TurnoverPrefix}' and an instant such as 2030-01-31T00:00:00Z.";

    public static bool TryParse(string? name, out SimulatedSchedule schedule)
    {
        schedule = default;
        if (name is null or Steady)
        {
            return true;
        }

        bool isTurnover = name.StartsWith(TurnoverPrefix, StringComparison.Ordinal);
        bool hasInstant = DateTimeOffset.TryParse(
            name.AsSpan(isTurnover ? TurnoverPrefix.Length : 0), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at);
        schedule = new SimulatedSchedule(at);
        return isTurnover && hasInstant;
    }

    /// <summary>The probability of a good answer.</summary>
    public double Quality(string modelId, DateTimeOffset now)
    {
        SimulatedModel[] ranked = [.. SimulatedPool.World.Models.OrderBy(MeanQuality)];
        int rank = Array.FindIndex(ranked, m => m.Name == modelId);
        return rank < 0 ? UnknownQuality : MeanQuality(ranked[now >= Turnover ? ranked.Length - 1 - rank : rank]);
    }

    private static double MeanQuality(SimulatedModel model) => (model.EasyQuality.Average() + model.HardQuality.Average()) / 2;
}
