namespace OrleansRouter.Routing.Data;

/// <summary>Gold and preference labels of one pair of models: what Meta-Router learns from, its D_G = {(q, r)} and D_P = {(q', y)}. All arrays have one entry per kept row.</summary>
public sealed record LabelPair
{
    /// <summary>M_p and M_a, the gold and the cheap mechanism.</summary>
    public required LabelPairOptions Options { get; init; }

    /// <summary>True when the labels were made by the simulator.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>The rows of the table, in its order, for which either label of the pair is known.</summary>
    public required int[] Rows { get; init; }

    /// <summary>The queries of the rows.</summary>
    public required Query[] Queries { get; init; }

    /// <summary>r: gold quality gain of M_p over M_a; NaN where gold does not know.</summary>
    public required double[] Gold { get; init; }

    /// <summary>y: preference-based gain of M_p over M_a; NaN where the cheap mechanism does not know.</summary>
    public required double[] Preference { get; init; }

    /// <summary>Gold score of M_p's own response; NaN where gold judges only pairs.</summary>
    public required double[] PrimaryGold { get; init; }

    /// <summary>Gold score of M_a's own response; NaN where gold judges only pairs.</summary>
    public required double[] AlternativeGold { get; init; }

    /// <summary>Cost of M_p in US dollars per call; NaN where unknown.</summary>
    public required double[] PrimaryCostUsd { get; init; }

    /// <summary>Cost of M_a in US dollars per call; NaN where unknown.</summary>
    public required double[] AlternativeCostUsd { get; init; }

    /// <summary>t: true where the row went to gold; null where the data do not say.</summary>
    public required bool[]? GoldLabelled { get; init; }

    /// <summary>Takes the labels of one pair of models from a table.</summary>
    /// <exception cref="ArgumentException">A model or mechanism does not exist, the models are the same, the tie band is out of range, or no row has a label.</exception>
    public static LabelPair Of(LabelTable table, LabelPairOptions options)
    {
        int a = table.IndexOfModel(options.Primary), b = table.IndexOfModel(options.Alternative);
        if (a == b)
        {
            throw new ArgumentException($"Primary and alternative model are both '{options.Primary}'; expected two different models.");
        }

        if (!(options.TieBand is >= 0 and <= 1000))
        {
            throw new ArgumentException($"TieBand is {options.TieBand:R}; expected a number in [0, 1000].");
        }

        LabelSource gold = table.SourceNamed(options.Gold), cheap = table.SourceNamed(options.Preference);
        int[] rows = [.. Enumerable.Range(0, table.Queries.Count).Where(i => (options.KeepImproper || !table.Improper[i])
            && (double.IsFinite(table.Difference(gold, i, a, b)) || double.IsFinite(table.Difference(cheap, i, a, b))))];
        return rows.Length > 0 ? Build(table, options, rows, gold, cheap, a, b) : throw new ArgumentException(
            $"{table.Source}: no row compares '{options.Primary}' and '{options.Alternative}' by '{options.Gold}' or '{options.Preference}'.");
    }

    private static LabelPair Build(LabelTable table, LabelPairOptions options, int[] rows, LabelSource gold, LabelSource cheap, int a, int b) => new()
    {
        Options = options,
        IsSimulated = table.IsSimulated,
        Rows = rows,
        Queries = [.. rows.Select(i => table.Queries[i])],
        Gold = [.. rows.Select(i => table.Difference(gold, i, a, b))],
        Preference = [.. rows.Select(i => ToPreference(table.Difference(cheap, i, a, b), options.Form, options.TieBand))],
        PrimaryGold = [.. rows.Select(i => gold.Scores[i, a])],
        AlternativeGold = [.. rows.Select(i => gold.Scores[i, b])],
        PrimaryCostUsd = [.. rows.Select(i => table.CostsUsd[i, a])],
        AlternativeCostUsd = [.. rows.Select(i => table.CostsUsd[i, b])],
        GoldLabelled = table.GoldLabelled is { } labelled ? [.. rows.Select(i => labelled[i])] : null,
    };

    /// <summary>y of a difference of cheap labels; NaN stays NaN.</summary>
    internal static double ToPreference(double difference, PreferenceForm form, double tieBand) =>
        form == PreferenceForm.Difference || double.IsNaN(difference) ? difference
        : Math.Abs(difference) <= tieBand ? 0
        : Math.Sign(difference);
}
