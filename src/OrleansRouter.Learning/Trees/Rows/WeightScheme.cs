using OrleansRouter.Learning.Trees.Growing;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>
/// How trees read sample weights. Whole weights count repeated rows: a row of weight 3 is three units of weight 1.
/// Other weights are importances: every row is one unit, and its weight is scaled by a power of two to a mean near 1,
/// so that the smallest leaf and node are measured in average rows.
/// </summary>
/// <param name="AreCounts">Whether weights count repeated rows.</param>
/// <param name="Scale">Factor of importances; 1 for counts.</param>
/// <param name="Step">Grid step of unit weights.</param>
public readonly record struct WeightScheme(bool AreCounts, double Scale, double Step)
{
    /// <summary>Whole weights are read as counts while they average at most this; larger ones would make sampling by units slow.</summary>
    public const int MaxMeanCount = 64;

    /// <summary>The scheme of rows without weights.</summary>
    public static WeightScheme Unweighted { get; } = new(AreCounts: true, 1, 1);

    /// <summary>The scheme that fits these weights; the same for any order of the rows.</summary>
    public static WeightScheme Of(WeightSummary summary)
    {
        if (summary.AreWhole && summary.Maximum * summary.Rows <= int.MaxValue && summary.Sum <= (double)MaxMeanCount * summary.Rows)
        {
            return Unweighted;
        }

        double scale = Math.ScaleB(1, (int)Math.Round(-Math.Log2(summary.Sum / summary.Rows)));
        return new WeightScheme(AreCounts: false, scale, ExactGrid.Step(summary.Rows * summary.Maximum * scale));
    }

    /// <summary>Reads weights.</summary>
    /// <param name="weights">Weight of each row, or null for all ones.</param>
    /// <param name="unitWeights">Receives the weight of each unit of every row; 0 for rows without units.</param>
    /// <returns>Number of units of every row.</returns>
    public int[] Weigh(double[]? weights, Span<double> unitWeights)
    {
        var units = new int[unitWeights.Length];
        for (int row = 0; row < units.Length; row++)
        {
            double weight = weights is null ? 1 : weights[row];
            double unitWeight = AreCounts ? Math.Min(weight, 1) : ExactGrid.Round(weight * Scale, Step);
            units[row] = AreCounts ? (int)weight : unitWeight > 0 ? 1 : 0;
            unitWeights[row] = unitWeight;
        }

        return units;
    }
}

/// <summary>What the choice of a <see cref="WeightScheme"/> depends on; summaries of parts of the rows merge.</summary>
/// <param name="Rows">Number of rows of positive weight.</param>
/// <param name="AreWhole">Whether every weight is a whole number.</param>
/// <param name="Maximum">Largest weight.</param>
/// <param name="Sum">Sum of the weights.</param>
public readonly record struct WeightSummary(int Rows, bool AreWhole, double Maximum, double Sum)
{
    /// <summary>The summary of <paramref name="rows"/> rows with these weights, or weight 1 each for null.</summary>
    public static WeightSummary Of(int rows, double[]? weights) => weights is null
        ? new WeightSummary(rows, AreWhole: true, rows > 0 ? 1 : 0, rows)
        : new WeightSummary(weights.Count(w => w > 0), weights.All(w => Math.Floor(w) == w), weights.DefaultIfEmpty().Max(), weights.Sum());

    /// <summary>The summary of both sets of rows.</summary>
    public static WeightSummary operator +(WeightSummary a, WeightSummary b) =>
        new(a.Rows + b.Rows, a.AreWhole && b.AreWhole, Math.Max(a.Maximum, b.Maximum), a.Sum + b.Sum);
}
