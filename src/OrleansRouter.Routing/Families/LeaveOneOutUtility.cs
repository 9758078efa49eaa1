using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families;

/// <summary>
/// The utility that a way of predicting earns when every training query is routed by what the other queries predict for it: the mean over
/// queries and over cost weights from 0 to 1. Smoothing that is best for the squared error leaves too much noise for an argmax, which
/// picks what is overestimated; this criterion counts that loss.
/// </summary>
internal static class LeaveOneOutUtility
{
    private static readonly Preference[] Preferences =
        [.. new[] { 0, 0.02, 0.05, 0.1, 0.2, 0.5, 1 }.Select(w => Preference.Default with { CostWeight = w })];

    /// <summary>The mean utility; negative infinity when no query has a model with known labels and predictions.</summary>
    /// <param name="predictions">n × T in the layout of <see cref="TargetColumns"/>; NaN where undefined.</param>
    /// <param name="targets">n × T, what really was; NaN where unknown. Only models with all labels of a query can be chosen there.</param>
    /// <param name="models">K.</param>
    public static double Of(Matrix<double> predictions, Matrix<double> targets, int models)
    {
        var predicted = new CandidateScore[models];
        var actual = new CandidateScore[models];
        double sum = 0;
        int queries = 0;
        for (int i = 0; i < targets.Rows; i++)
        {
            bool any = false;
            foreach (Preference preference in Preferences)
            {
                TargetColumns.ToScores(predictions.Row(i), preference, predicted);
                TargetColumns.ToScores(targets.Row(i), preference, actual);
                int best = Best(predicted, actual);
                any = best >= 0;
                sum += any ? actual[best].Utility : 0;
            }

            queries += any ? 1 : 0;
        }

        return queries > 0 ? sum / (queries * Preferences.Length) : double.NegativeInfinity;
    }

    private static int Best(ReadOnlySpan<CandidateScore> predicted, ReadOnlySpan<CandidateScore> actual)
    {
        int best = -1;
        for (int k = 0; k < predicted.Length; k++)
        {
            bool known = double.IsFinite(predicted[k].Utility) && double.IsFinite(actual[k].Utility);
            if (known && (best < 0 || predicted[k].Utility > predicted[best].Utility))
            {
                best = k;
            }
        }

        return best;
    }
}
