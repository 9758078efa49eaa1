using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>The layout of targets that regressions share: K qualities, K normalised costs, and K risks where queries were observed repeatedly.</summary>
internal static class TargetColumns
{
    /// <summary>The targets of a validated training set, n × 2K or n × 3K; NaN where unknown.</summary>
    public static Matrix<double> Of(TrainingSet data)
    {
        int models = data.Models.Count;
        bool hasRisk = data.Risk is not null;
        var targets = new Matrix<double>(data.Features.Rows, (hasRisk ? 3 : 2) * models);
        for (int i = 0; i < targets.Rows; i++)
        {
            Span<double> row = targets.Row(i);
            data.Quality.Row(i).CopyTo(row);
            data.Risk?.Row(i).CopyTo(row[(2 * models)..]);
            for (int k = 0; k < models; k++)
            {
                row[models + k] = data.NormaliseCost(data.CostUsd[i, k]);
            }
        }

        return targets;
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
}
