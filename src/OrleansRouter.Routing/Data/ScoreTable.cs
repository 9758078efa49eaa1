using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data;

/// <summary>One query of a data set.</summary>
/// <param name="Id">Unique within its data set.</param>
/// <param name="Task">The benchmark or subject it belongs to; empty where unknown.</param>
/// <param name="Prompt">The text that was sent.</param>
public sealed record Query(string Id, string Task, string Prompt);

/// <summary>Kind A data: for every query the score and, where known, the cost of every model.</summary>
public sealed record ScoreTable
{
    /// <summary>Where the rows came from: file names, or the simulator and its seed.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator; everything derived from them says so.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Model ids, ordered ordinally; column k of the matrices belongs to model k.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The n queries; row i of the matrices belongs to query i.</summary>
    public required IReadOnlyList<Query> Queries { get; init; }

    /// <summary>n × K scores in the units of the data set, usually [0, 1]; NaN where a model has none.</summary>
    public required Matrix<double> Scores { get; init; }

    /// <summary>n × K costs in US dollars per call; NaN where unknown.</summary>
    public required Matrix<double> CostsUsd { get; init; }

    /// <summary>True when at least one cost is known.</summary>
    public bool HasCosts => CostsUsd.Values.Any(double.IsFinite);

    /// <summary>The table restricted to the given rows, in the given order.</summary>
    public ScoreTable SelectRows(int[] rows) => this with
    {
        Queries = [.. rows.Select(i => Queries[i])],
        Scores = Scores.SelectRows(rows),
        CostsUsd = CostsUsd.SelectRows(rows),
    };
}
