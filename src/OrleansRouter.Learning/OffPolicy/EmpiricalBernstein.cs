using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>|mean − E| ≤ √(2·V·ln(2/δ′)/n) + 7R·ln(2/δ′)/(3(n − 1)) with probability 1 − δ, δ′ = δ/2 for each side.</summary>
/// <remarks>Holds for any distribution on an interval of length R and any n: never too short, usually far too long.</remarks>
[Paper("Maurer, Pontil 2009", "Theorem 4")]
public static class EmpiricalBernstein
{
    /// <summary>Half the length of the interval; infinite for fewer than two values.</summary>
    /// <param name="sample">n and V, the variance with divisor n − 1.</param>
    /// <param name="range">R, the length of the interval that holds every value.</param>
    /// <param name="confidence">1 − δ, in (0, 1).</param>
    public static double Radius(Moments sample, double range, double confidence)
    {
        if (sample.Count < 2)
        {
            return double.PositiveInfinity;
        }

        double log = Math.Log(4 / (1 - confidence));
        return Math.Sqrt(2 * sample.Variance * log / sample.Count) + (7 * range * log / (3 * (sample.Count - 1)));
    }
}
