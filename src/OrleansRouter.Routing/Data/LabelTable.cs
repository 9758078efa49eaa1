using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data;

/// <summary>Kind B data: the same responses labelled by a trusted mechanism and by cheap, biased ones.</summary>
public sealed record LabelTable
{
    /// <summary>Name of the trusted mechanism where the data have one.</summary>
    public const string Gold = "gold";

    /// <summary>Name of a pairwise preference that names no judge.</summary>
    public const string Preference = "preference";

    /// <summary>Where the rows came from: file names with checksums, or the simulator and its seed.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator; everything derived from them says so.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Model ids, ordered ordinally; column k of the matrices belongs to model k.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The n queries; row i of the matrices belongs to query i.</summary>
    public required IReadOnlyList<Query> Queries { get; init; }

    /// <summary>The mechanisms, ordered ordinally by name.</summary>
    public required IReadOnlyList<LabelSource> Sources { get; init; }

    /// <summary>Per row the indices of the two models it compares, or (−1, −1) where it labels single responses.</summary>
    public required IReadOnlyList<(int A, int B)> Pairs { get; init; }

    /// <summary>Per row true where the authors of the data flag the question as unusable.</summary>
    public required IReadOnlyList<bool> Improper { get; init; }

    /// <summary>t_i: per row true where the query went to the gold mechanism; null where the data do not say, so that an experiment may assign it.</summary>
    public IReadOnlyList<bool>? GoldLabelled { get; init; }

    /// <summary>n × K costs in US dollars per call; NaN where unknown.</summary>
    public required Matrix<double> CostsUsd { get; init; }

    /// <summary>The mechanism called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public LabelSource SourceNamed(string name) => Sources.FirstOrDefault(x => x.Name == name)
        ?? throw new ArgumentException($"{Source}: no labels '{name}'; there are: {string.Join(", ", Sources.Select(x => x.Name))}.");

    /// <summary>Index of a model.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public int IndexOfModel(string name)
    {
        for (int k = 0; k < Models.Count; k++)
        {
            if (Models[k] == name)
            {
                return k;
            }
        }

        throw new ArgumentException($"{Source}: no model '{name}'; there are: {string.Join(", ", Models)}.");
    }

    /// <summary>What a mechanism says of A against B on one row: the difference of its scores, or its verdict on the row's own pair; NaN where it says nothing.</summary>
    public double Difference(LabelSource source, int row, int a, int b)
    {
        (int ownA, int ownB) = Pairs[row];
        return (ownA, ownB) == (a, b) ? source.Gains[row]
            : (ownA, ownB) == (b, a) ? -source.Gains[row]
            : source.Scores[row, a] - source.Scores[row, b];
    }

    /// <summary>The scores of one mechanism as kind A data.</summary>
    /// <exception cref="ArgumentException">There is no such mechanism.</exception>
    public ScoreTable ToScoreTable(string source) => new()
    {
        Source = $"{Source} ({source})",
        IsSimulated = IsSimulated,
        Models = Models,
        Queries = Queries,
        Scores = SourceNamed(source).Scores,
        CostsUsd = CostsUsd,
    };

    /// <summary>The table restricted to the given rows, in the given order.</summary>
    public LabelTable SelectRows(int[] rows) => this with
    {
        Queries = [.. rows.Select(i => Queries[i])],
        Sources = [.. Sources.Select(x => x with { Scores = x.Scores.SelectRows(rows), Gains = [.. rows.Select(i => x.Gains[i])] })],
        Pairs = [.. rows.Select(i => Pairs[i])],
        Improper = [.. rows.Select(i => Improper[i])],
        GoldLabelled = GoldLabelled is null ? null : [.. rows.Select(i => GoldLabelled[i])],
        CostsUsd = CostsUsd.SelectRows(rows),
    };
}
