using System.Text.Json;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.MetaRouter.Evaluation;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>The learning curve of one strategy.</summary>
/// <param name="rounds">Per round the area at every number of gold labels.</param>
public sealed class ActiveCurve(double[][] rounds)
{
    private readonly Moments[] _moments =
        [.. Enumerable.Range(0, rounds[0].Length).Select(i => Moments.Of(rounds.Select(round => round[i])))];

    /// <summary>Per round the area at every number of gold labels, in units of gold per query.</summary>
    public IReadOnlyList<double[]> Rounds => rounds;

    /// <summary>Mean area at every number of gold labels.</summary>
    public IReadOnlyList<double> Areas => [.. _moments.Select(m => m.Mean)];

    /// <summary>Its standard error over rounds.</summary>
    public IReadOnlyList<double> StandardErrors => [.. _moments.Select(m => m.StandardError)];
}

/// <summary>How strategies of buying gold labels compare.</summary>
public sealed record ActiveReport
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Queries with both labels.</summary>
    public required int Rows { get; init; }

    /// <summary>What was run.</summary>
    public required ActiveEvaluationOptions Options { get; init; }

    /// <summary>Numbers of gold labels.</summary>
    public required IReadOnlyList<int> GoldSizes { get; init; }

    /// <summary>The curve of every strategy.</summary>
    public required IReadOnlyDictionary<LabelStrategy, ActiveCurve> Curves { get; init; }

    /// <summary>
    /// How many gold labels, interpolated, active labelling takes to reach the mean area of random labelling at the end of its budget; null where it does
    /// not, or where only one of the two was run.
    /// </summary>
    public double? ActiveLabelsToReachRandom => Curves.TryGetValue(LabelStrategy.Random, out ActiveCurve? random) && Curves.TryGetValue(LabelStrategy.Active, out ActiveCurve? active)
        ? LabelsToReach(active.Areas, random.Areas[^1])
        : null;

    /// <summary>The report as one JSON object.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new { method = "meta-router-active", Source, IsSimulated, Rows, Options.Router, Options.Rounds, Options.Seed, GoldSizes, Curves, ActiveLabelsToReachRandom }, ReportJson.Options);

    private double? LabelsToReach(IReadOnlyList<double> areas, double goal)
    {
        int first = areas.ToList().FindIndex(area => area >= goal);
        if (first <= 0)
        {
            return first < 0 ? null : GoldSizes[0];
        }

        double share = (goal - areas[first - 1]) / (areas[first] - areas[first - 1]);
        return GoldSizes[first - 1] + (share * (GoldSizes[first] - GoldSizes[first - 1]));
    }
}
