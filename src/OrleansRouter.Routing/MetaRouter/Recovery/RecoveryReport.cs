using System.Text.Json;
using OrleansRouter.Routing.Evaluation.Metrics;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Recovery;

/// <summary>One setting of a recovery study and what every router scored in it, seed by seed.</summary>
/// <param name="Scenario">The setting.</param>
/// <param name="Scores">Per router one score per seed, in the order of seeds; null where the router refused to learn, for want of overlap.</param>
public sealed record RecoveryCell(RecoveryScenario Scenario, IReadOnlyDictionary<string, RecoveryScore?[]> Scores)
{
    /// <summary>The mean over the seeds; null where there is nothing to average, or the router refused to learn in one of them.</summary>
    /// <param name="router">A router of the study.</param>
    /// <param name="score">What is averaged.</param>
    public double? Mean(string router, Func<RecoveryScore, double?> score) =>
        Array.TrueForAll(Scores[router], s => s is not null) ? Scores[router].Average(s => score(s!)) : null;

    /// <summary>
    /// The 95 % interval, by Student's t over the seeds, of what <paramref name="router"/> scores more than <paramref name="other"/> on the same seeds;
    /// null with one seed, or where either refused to learn.
    /// </summary>
    /// <param name="router">A router of the study.</param>
    /// <param name="other">Another one.</param>
    /// <param name="score">What is compared.</param>
    public Interval? Compare(string router, string other, Func<RecoveryScore, double> score) =>
        Scores[router].Concat(Scores[other]).Contains(null) ? null : StudentInterval.Of(Scores[router].Zip(Scores[other], (a, b) => score(a!) - score(b!)));
}

/// <summary>What a recovery study found.</summary>
public sealed record RecoveryReport
{
    /// <summary>What was run.</summary>
    public required RecoveryOptions Options { get; init; }

    /// <summary>Name of the encoder of the prompts; null where routers saw the simulator's own state.</summary>
    public required string? Encoder { get; init; }

    /// <summary>The settings.</summary>
    public required IReadOnlyList<RecoveryCell> Cells { get; init; }

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(new { method = "meta-router-recovery", isSimulated = true, Options, Encoder, Cells }, ReportJson.Options);
}
