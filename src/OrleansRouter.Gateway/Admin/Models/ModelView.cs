using OrleansRouter.Gateway.Snapshot;
using OrleansRouter.Grains.Models;
using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Gateway.Admin.Models;

/// <summary>A model as the API shows it.</summary>
/// <param name="Id">The model id.</param>
/// <param name="Settings">How it is reached and what it costs.</param>
/// <param name="Problem">Why no request can go to it; null: nothing stands in the way.</param>
/// <param name="Statistics">What was measured.</param>
/// <param name="Revision">Increases with every change of settings.</param>
internal sealed record ModelView(string Id, ModelSettings Settings, string? Problem, ModelMeasures Statistics, long Revision)
{
    public static ModelView Of(string id, ModelState state) => new(
        id,
        state.Settings!,
        new ModelEntry(id, state.Settings!).Problem,
        new ModelMeasures(
            Measure.Of(state.Statistics.CostUsd),
            Measure.Of(state.Statistics.Score),
            Measure.Of(state.Statistics.LatencyMs),
            state.Statistics.Failures),
        state.Revision);
}

/// <summary>What was measured of a model.</summary>
internal sealed record ModelMeasures(Measure CostUsd, Measure Score, Measure LatencyMs, long Failures);

/// <summary>A measured quantity.</summary>
internal sealed record Measure(long Count, double Mean, double StandardDeviation)
{
    public static Measure Of(Moments moments) => new(moments.Count, moments.Mean, moments.StandardDeviation);
}
