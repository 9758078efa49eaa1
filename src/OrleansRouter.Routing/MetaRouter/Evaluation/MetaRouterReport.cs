using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>What floors did to a shift, on average over rounds.</summary>
/// <param name="Rows">Rows it was estimated from.</param>
/// <param name="ClippedPropensities">Rows whose propensity was clipped.</param>
/// <param name="DroppedRows">Rows that were dropped for too little overlap.</param>
/// <param name="BoundedEffects">Rows whose shift was clipped.</param>
public sealed record ShiftCounts(double Rows, double ClippedPropensities, double DroppedRows, double BoundedEffects)
{
    /// <summary>The mean of several rounds.</summary>
    internal static ShiftCounts Mean(ShiftCounts[] rounds) => new(
        rounds.Average(r => r.Rows), rounds.Average(r => r.ClippedPropensities), rounds.Average(r => r.DroppedRows), rounds.Average(r => r.BoundedEffects));
}

/// <summary>How routers compare over Monte-Carlo rounds.</summary>
public sealed record MetaRouterReport
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Queries with both labels.</summary>
    public required int Rows { get; init; }

    /// <summary>What was run.</summary>
    public required MetaRouterEvaluationOptions Options { get; init; }

    /// <summary>c of the normalisation, mean over rounds.</summary>
    public required double Factor { get; init; }

    /// <summary>PMUR: the usage ratios of the primary model.</summary>
    public required IReadOnlyList<double> UsageRatios { get; init; }

    /// <summary>Per router its efficiency gain, in units of gold per query: the routers asked for, oracle, random (in exact expectation) and random-sampled.</summary>
    public required IReadOnlyDictionary<string, EfficiencyGain> Routers { get; init; }

    /// <summary>How far gold and preference overlapped, mean over rounds.</summary>
    public required OverlapReport Overlap { get; init; }

    /// <summary>Per router that estimates a shift what the floors did, mean over rounds.</summary>
    public required IReadOnlyDictionary<string, ShiftCounts> Shifts { get; init; }

    /// <summary>The report as one JSON object: the same text for the same data and options, wherever and whenever it is made.</summary>
    public string ToJson() => new JsonObject
    {
        ["method"] = "meta-router",
        ["source"] = Source,
        ["isSimulated"] = IsSimulated,
        ["rows"] = Rows,
        ["goldSize"] = Options.GoldSize,
        ["testSize"] = Options.TestSize,
        ["rounds"] = Options.Rounds,
        ["seed"] = Options.Seed,
        ["learner"] = Options.Method.Learner,
        ["folds"] = Options.Method.Folds,
        ["normalisation"] = new JsonObject
        {
            ["kind"] = JsonNamingPolicy.CamelCase.ConvertName(Options.Method.Normalisation.ToString()),
            ["factor"] = Factor,
        },
        ["pmur"] = JsonSerializer.SerializeToNode(UsageRatios, ReportJson.Options),
        ["routers"] = new JsonObject(Routers.Select(r => KeyValuePair.Create(r.Key, (JsonNode?)ToNode(r.Value)))),
        ["shifts"] = JsonSerializer.SerializeToNode(Shifts, ReportJson.Options),
        ["overlap"] = JsonSerializer.SerializeToNode(Overlap, ReportJson.Options),
    }.ToJsonString();

    /// <summary>Reads what <see cref="ToJson"/> gave.</summary>
    /// <param name="json">The object.</param>
    /// <param name="options">What was run, of which the text does not hold everything.</param>
    public static MetaRouterReport FromJson(JsonNode json, MetaRouterEvaluationOptions options) => new()
    {
        Source = json["source"]!.GetValue<string>(),
        IsSimulated = json["isSimulated"]!.GetValue<bool>(),
        Rows = json["rows"]!.GetValue<int>(),
        Options = options,
        Factor = json["normalisation"]!["factor"]!.GetValue<double>(),
        UsageRatios = json["pmur"].Deserialize<double[]>(ReportJson.Options)!,
        Routers = json["routers"]!.AsObject().ToDictionary(router => router.Key, router => FromNode(router.Value!)),
        Overlap = json["overlap"].Deserialize<OverlapReport>(ReportJson.Options)!,
        Shifts = json["shifts"].Deserialize<Dictionary<string, ShiftCounts>>(ReportJson.Options)!,
    };

    private static EfficiencyGain FromNode(JsonNode gain) => new()
    {
        Values = gain["efficiencyGain"].Deserialize<double[]>(ReportJson.Options)!,
        Peak = gain["peak"]!.GetValue<double>(),
        Area = gain["area"]!.GetValue<double>(),
        RoundAreas = gain["roundAreas"].Deserialize<double[]>(ReportJson.Options)!,
    };

    private static JsonObject ToNode(EfficiencyGain gain) => new()
    {
        ["efficiencyGain"] = JsonSerializer.SerializeToNode(gain.Values, ReportJson.Options),
        ["peak"] = gain.Peak,
        ["area"] = gain.Area,
        ["meanArea"] = gain.MeanArea,
        ["areaStandardError"] = gain.AreaStandardError,
        ["roundAreas"] = JsonSerializer.SerializeToNode(gain.RoundAreas, ReportJson.Options),
    };
}
