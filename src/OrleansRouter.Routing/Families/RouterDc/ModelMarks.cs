using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>
/// Positives and negatives of the sample–model loss: of the K⁺ best models those above the middle between best and worst, of the K⁻ worst
/// those below it. For scores of 0 and 1 that is "right" and "wrong".
/// </summary>
[Paper("RouterDC", "sample–LLM contrastive loss, index sets")]
internal static class ModelMarks
{
    /// <summary>n × K marks: 1 positive, −1 negative, 0 neither.</summary>
    /// <param name="utilities">n × K; NaN where unknown.</param>
    /// <param name="positives">K⁺.</param>
    /// <param name="negatives">K⁻.</param>
    public static Matrix<float> Of(Matrix<double> utilities, int positives, int negatives)
    {
        var marks = new Matrix<float>(utilities.Rows, utilities.Columns);
        for (int i = 0; i < marks.Rows; i++)
        {
            int[] best = [.. Enumerable.Range(0, marks.Columns).Where(k => !double.IsNaN(utilities[i, k])).OrderByDescending(k => utilities[i, k])];
            if (best.Length == 0)
            {
                continue;
            }

            double middle = (utilities[i, best[0]] + utilities[i, best[^1]]) / 2;
            foreach (int k in best.Take(positives).Where(k => utilities[i, k] > middle))
            {
                marks[i, k] = 1;
            }

            foreach (int k in best.TakeLast(negatives).Where(k => utilities[i, k] < middle))
            {
                marks[i, k] = -1;
            }
        }

        return marks;
    }
}
