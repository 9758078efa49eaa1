using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansRouter.Routing.MetaRouter.Evaluation.Pool;

/// <summary>What one router earned at one cost weight, over the rounds.</summary>
/// <param name="CostWeight">w.</param>
/// <param name="Score">Mean gold score of the chosen models.</param>
/// <param name="CostUsd">Mean cost in US dollars per call.</param>
/// <param name="Utility">Score − w·normalised cost.</param>
/// <param name="UtilityStandardError">Over rounds; 0 with one round.</param>
/// <param name="Advantage">Utility less that of the best fixed model by the same gold labels, round by round.</param>
/// <param name="AdvantageStandardError">Over rounds, of the paired differences.</param>
public sealed record PoolPoint(
    double CostWeight, double Score, double CostUsd, double Utility, double UtilityStandardError, double Advantage, double AdvantageStandardError);

/// <summary>How meta-routers over a pool of models compare over Monte-Carlo rounds.</summary>
public sealed record PoolReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows, or the cheap judge, were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Queries with both labels of all models.</summary>
    public required int Rows { get; init; }

    /// <summary>The models of the pool.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>τ in US dollars per call.</summary>
    public required double CostCapUsd { get; init; }

    /// <summary>What was run.</summary>
    public required PoolEvaluationOptions Options { get; init; }

    /// <summary>Per router one point per cost weight.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<PoolPoint>> Routers { get; init; }

    /// <summary>How long the comparison took, or null; whoever runs it measures.</summary>
    public double? ElapsedSeconds { get; init; }

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => new JsonObject
    {
        ["method"] = "meta-router-pool",
        ["source"] = Source,
        ["isSimulated"] = IsSimulated,
        ["rows"] = Rows,
        ["models"] = JsonSerializer.SerializeToNode(Models, Json),
        ["goldSize"] = Options.GoldSize,
        ["testSize"] = Options.TestSize,
        ["rounds"] = Options.Rounds,
        ["seed"] = Options.Seed,
        ["learner"] = Options.Method.Learner,
        ["costCapUsd"] = CostCapUsd,
        ["routers"] = JsonSerializer.SerializeToNode(Routers, Json),
        ["elapsedSeconds"] = ElapsedSeconds,
    }.ToJsonString();
}
