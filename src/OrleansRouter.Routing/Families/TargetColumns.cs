using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>The layout of targets that families share: K qualities, K normalised costs, and K risks where queries were observed repeatedly.</summary>
internal static class TargetColumns
{
    /// <summary>The targets of a validated training set, n × 2K or n × 3K; NaN where unknown.</summary>
    public static Matrix<double> Of(TrainingSet data)
    {
        Matrix<double>[] blocks = Blocks(data);
        int models = data.Models.Count;
        var targets = new Matrix<double>(data.Features.Rows, blocks.Length * models);
        for (int i = 0; i < targets.Rows; i++)
        {
            for (int b = 0; b < blocks.Length; b++)
            {
                blocks[b].Row(i).CopyTo(targets.Row(i)[(b * models)..]);
            }
        }

        return targets;
    }

    /// <summary>The same targets as two or three matrices of n × K.</summary>
    public static Matrix<double>[] Blocks(TrainingSet data)
    {
        var costs = new Matrix<double>(data.CostUsd.Rows, data.CostUsd.Columns, [.. data.CostUsd.Values.Select(data.NormaliseCost)]);
        return data.Risk is { } risk ? [data.Quality, costs, WithoutEmptyColumns(risk)] : [data.Quality, costs];
    }

    /// <summary>Whether so many targets are those of so many models.</summary>
    public static bool Fit(int targets, int models) => models > 0 && (targets == 2 * models || targets == 3 * models);

    /// <summary>Turns predicted targets into scores; a cost is brought into [0, 1] and a risk to at least 0, outside of which they mean nothing.</summary>
    /// <param name="predicted">Length 2K or 3K, finite.</param>
    /// <param name="preference">The weights.</param>
    /// <param name="scores">Destination, length K.</param>
    public static void ToScores(ReadOnlySpan<double> predicted, Preference preference, Span<CandidateScore> scores)
    {
        int models = scores.Length;
        bool hasRisk = predicted.Length > 2 * models;
        for (int k = 0; k < models; k++)
        {
            double cost = Math.Clamp(predicted[models + k], 0, 1);
            double risk = hasRisk ? Math.Max(predicted[(2 * models) + k], 0) : 0;
            scores[k] = new CandidateScore(predicted[k], cost, risk, preference.Utility(predicted[k], cost, risk));
        }
    }

    /// <summary>A model that was never observed twice has no known risk; it counts as one of risk 0, as all do where every query was observed once.</summary>
    private static Matrix<double> WithoutEmptyColumns(Matrix<double> risk)
    {
        bool[] empty = [.. Enumerable.Range(0, risk.Columns).Select(k => Enumerable.Range(0, risk.Rows).All(i => double.IsNaN(risk[i, k])))];
        return new Matrix<double>(risk.Rows, risk.Columns, [.. risk.Values.Select((x, i) => empty[i % risk.Columns] ? 0 : x)]);
    }
}
