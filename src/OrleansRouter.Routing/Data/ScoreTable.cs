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
    /// <summary>Where the rows came from: file names with checksums, or the simulator and its seed.</summary>
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

    /// <summary>True when every model has a score for the query in <paramref name="row"/>.</summary>
    public bool IsComplete(int row)
    {
        foreach (double score in Scores.Row(row))
        {
            if (double.IsNaN(score))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The table restricted to the given rows, in the given order.</summary>
    public ScoreTable SelectRows(int[] rows) => this with
    {
        Queries = [.. rows.Select(i => Queries[i])],
        Scores = Scores.SelectRows(rows),
        CostsUsd = CostsUsd.SelectRows(rows),
    };

    /// <summary>The table restricted to the given models, in the given order.</summary>
    /// <param name="columns">Indices into <see cref="Models"/>.</param>
    public ScoreTable SelectModels(int[] columns) => this with
    {
        Models = [.. columns.Select(k => Models[k])],
        Scores = SelectColumns(Scores, columns),
        CostsUsd = SelectColumns(CostsUsd, columns),
    };

    private static Matrix<double> SelectColumns(Matrix<double> matrix, int[] columns)
    {
        var selected = new Matrix<double>(matrix.Rows, columns.Length);
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int k = 0; k < columns.Length; k++)
            {
                selected[i, k] = matrix[i, columns[k]];
            }
        }

        return selected;
    }
}
