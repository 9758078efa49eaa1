using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>I(x,k) = 1[max_i q_i − min_i q_i &gt; ε]: whether repeated observations of one query and model show different scores.</summary>
[Paper("DARS", "appendix C.5, outcome instability")]
public static class OutcomeInstability
{
    /// <summary>Whether the scores differ by more than the tolerance.</summary>
    /// <param name="scores">At least one.</param>
    /// <param name="tolerance">ε ≥ 0.</param>
    public static bool Of(ReadOnlySpan<double> scores, double tolerance)
    {
        double lowest = scores[0], highest = scores[0];
        foreach (double score in scores)
        {
            lowest = Math.Min(lowest, score);
            highest = Math.Max(highest, score);
        }

        return highest - lowest > tolerance;
    }
}
