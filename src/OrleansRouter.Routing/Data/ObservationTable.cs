using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data;

/// <summary>
/// Kind C data: repeated observations of (query, model) over rewrites of the query and decodes of the answer. Columnar: entry j of every
/// observation column belongs to observation j. Treat the arrays as read-only.
/// </summary>
public sealed record ObservationTable
{
    /// <summary>Where the rows came from: file names with checksums, or the simulator and its seed.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator; everything derived from them says so.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Model ids, ordered ordinally.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The n queries.</summary>
    public required IReadOnlyList<Query> Queries { get; init; }

    /// <summary>Per query the part of the data it belongs to, such as train or test; empty where the data do not say.</summary>
    public required IReadOnlyList<string> Splits { get; init; }

    /// <summary>Names of the rewrites (prompt variants), ordered ordinally; <see cref="OriginalRewrite"/> is the query as it stands.</summary>
    public required IReadOnlyList<string> Rewrites { get; init; }

    /// <summary>Names of the decoding settings, ordered ordinally; one empty name where the data do not say.</summary>
    public required IReadOnlyList<string> Temperatures { get; init; }

    /// <summary>Index into <see cref="Queries"/>.</summary>
    public required int[] Query { get; init; }

    /// <summary>Index into <see cref="Models"/>.</summary>
    public required int[] Model { get; init; }

    /// <summary>Index into <see cref="Rewrites"/>.</summary>
    public required int[] Rewrite { get; init; }

    /// <summary>Index into <see cref="Temperatures"/>.</summary>
    public required int[] Temperature { get; init; }

    /// <summary>Running number of the answer to the same rewrite, from 0.</summary>
    public required int[] Decode { get; init; }

    /// <summary>Score in the units of the data set; always known.</summary>
    public required double[] Score { get; init; }

    /// <summary>Characters of the answer; NaN where unknown.</summary>
    public required double[] OutputChars { get; init; }

    /// <summary>Cost in US dollars; NaN where unknown.</summary>
    public required double[] CostUsd { get; init; }

    /// <summary>Rows of the files that have no score and are left out.</summary>
    public int UnscoredRows { get; init; }

    /// <summary>The rewrite that readers call the query as it stands, where the data mark it.</summary>
    public const string OriginalRewrite = "original";

    /// <summary>Number of observations.</summary>
    public int Count => Score.Length;

    /// <summary>True when at least one cost is known.</summary>
    public bool HasCosts => CostUsd.Any(double.IsFinite);

    /// <summary>The table restricted to the given observations, in the given order; queries, models and names stay.</summary>
    public ObservationTable SelectObservations(int[] observations) => this with
    {
        Query = Pick(Query, observations),
        Model = Pick(Model, observations),
        Rewrite = Pick(Rewrite, observations),
        Temperature = Pick(Temperature, observations),
        Decode = Pick(Decode, observations),
        Score = Pick(Score, observations),
        OutputChars = Pick(OutputChars, observations),
        CostUsd = Pick(CostUsd, observations),
    };

    /// <summary>The table restricted to the given queries, in the given order, with their observations in the order of this table.</summary>
    /// <param name="queries">Different indices into <see cref="Queries"/>.</param>
    public ObservationTable SelectQueries(int[] queries)
    {
        int[] position = new int[Queries.Count];
        position.AsSpan().Fill(-1);
        for (int i = 0; i < queries.Length; i++)
        {
            position[queries[i]] = i;
        }

        ObservationTable kept = SelectObservations([.. Enumerable.Range(0, Count).Where(j => position[Query[j]] >= 0)]);
        return kept with
        {
            Queries = [.. queries.Select(i => Queries[i])],
            Splits = [.. queries.Select(i => Splits[i])],
            Query = [.. kept.Query.Select(i => position[i])],
        };
    }

    /// <summary>The table restricted to the given models, in the given order, with their observations; queries stay.</summary>
    /// <param name="models">Different indices into <see cref="Models"/>.</param>
    public ObservationTable SelectModels(int[] models)
    {
        int[] position = new int[Models.Count];
        position.AsSpan().Fill(-1);
        for (int k = 0; k < models.Length; k++)
        {
            position[models[k]] = k;
        }

        ObservationTable kept = SelectObservations([.. Enumerable.Range(0, Count).Where(j => position[Model[j]] >= 0)]);
        return kept with { Models = [.. models.Select(k => Models[k])], Model = [.. kept.Model.Select(k => position[k])] };
    }

    /// <summary>Kind A view: per (query, model) the mean score and the mean cost over all its observations; a mean cost is unknown when one of its costs is.</summary>
    public ScoreTable ToScoreTable()
    {
        var counts = new Matrix<double>(Queries.Count, Models.Count);
        var scores = new Matrix<double>(Queries.Count, Models.Count);
        var costs = new Matrix<double>(Queries.Count, Models.Count);
        for (int j = 0; j < Count; j++)
        {
            counts[Query[j], Model[j]]++;
            scores[Query[j], Model[j]] += Score[j];
            costs[Query[j], Model[j]] += CostUsd[j];
        }

        for (int c = 0; c < counts.Values.Length; c++)
        {
            scores.Values[c] /= counts.Values[c]; // 0/0 is NaN: a cell without observations has no score
            costs.Values[c] /= counts.Values[c];
        }

        return new ScoreTable
        {
            Source = $"{Source} (means over observations)",
            IsSimulated = IsSimulated,
            Models = Models,
            Queries = Queries,
            Scores = scores,
            CostsUsd = costs,
        };
    }

    private static T[] Pick<T>(T[] values, int[] indices) => Array.ConvertAll(indices, j => values[j]);
}
