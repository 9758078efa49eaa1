namespace OrleansRouter.Routing.Data;

/// <summary>What one mechanism labelled, and how far it agrees with gold.</summary>
/// <param name="Name">The mechanism.</param>
/// <param name="ScoredResponses">Single responses with a score.</param>
/// <param name="JudgedPairs">Pairs of responses with a verdict.</param>
/// <param name="MeanScores">Per model, in the order of the table, the mean score over its own labelled rows; null where it has none.</param>
/// <param name="ComparedPairs">Pairs of responses that both it and gold compare.</param>
/// <param name="SignAgreement">Share of the compared pairs on which its difference has the sign of gold's (ties count as a sign); null without any.</param>
public sealed record LabelSourceDescription(
    string Name, int ScoredResponses, int JudgedPairs, IReadOnlyList<double?> MeanScores, int ComparedPairs, double? SignAgreement);

/// <summary>The figures that a data set of gold and cheap labels is known by, over the rows that are not flagged improper.</summary>
public sealed record LabelDescription
{
    /// <summary>Where the rows came from.</summary>
    public required string Source { get; init; }

    /// <summary>True when the rows were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>All rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows that the data flag as unusable; every other figure leaves them out.</summary>
    public required int ImproperRows { get; init; }

    /// <summary>All tasks with their counts, the largest first.</summary>
    public required IReadOnlyList<TaskCount> Tasks { get; init; }

    /// <summary>The models.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The mechanisms.</summary>
    public required IReadOnlyList<LabelSourceDescription> Sources { get; init; }

    /// <summary>Describes a table.</summary>
    public static LabelDescription Of(LabelTable table)
    {
        int[] proper = [.. Enumerable.Range(0, table.Queries.Count).Where(i => !table.Improper[i])];
        LabelTable kept = table.SelectRows(proper);
        LabelSource? gold = kept.Sources.FirstOrDefault(x => x.Name == LabelTable.Gold);
        return new LabelDescription
        {
            Source = table.Source,
            IsSimulated = table.IsSimulated,
            Rows = table.Queries.Count,
            ImproperRows = table.Queries.Count - proper.Length,
            Tasks = TaskCount.Of(kept.Queries),
            Models = table.Models,
            Sources = [.. kept.Sources.Select(x => Describe(kept, x, gold))],
        };
    }

    private static LabelSourceDescription Describe(LabelTable table, LabelSource source, LabelSource? gold)
    {
        bool[] agreements = gold is null || gold == source ? [] : [.. Agreements(table, source, gold)];
        return new LabelSourceDescription(
            source.Name, source.Scores.Values.Count(double.IsFinite), source.Gains.Count(double.IsFinite),
            [.. table.Models.Select((_, k) => Mean(Enumerable.Range(0, table.Queries.Count).Select(i => source.Scores[i, k]).Where(double.IsFinite)))],
            agreements.Length, Mean(agreements.Select(x => x ? 1.0 : 0)));
    }

    /// <summary>For every pair of responses that both mechanisms compare, whether the signs are the same.</summary>
    private static IEnumerable<bool> Agreements(LabelTable table, LabelSource source, LabelSource gold)
    {
        for (int i = 0; i < table.Queries.Count; i++)
        {
            for (int a = 0; a < table.Models.Count; a++)
            {
                for (int b = a + 1; b < table.Models.Count; b++)
                {
                    double cheap = table.Difference(source, i, a, b), trusted = table.Difference(gold, i, a, b);
                    if (double.IsFinite(cheap) && double.IsFinite(trusted))
                    {
                        yield return Math.Sign(cheap) == Math.Sign(trusted);
                    }
                }
            }
        }
    }

    private static double? Mean(IEnumerable<double> values) => values.Select(x => (double?)x).Average();
}
