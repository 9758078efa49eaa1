using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>p_k = exp(U_k/T) / Σ_j exp(U_j/T): the target of probabilistic classifiers; T → 0 is the hard label.</summary>
[Paper("DARS", "section 4.2, soft categorical target")]
public static class SoftLabel
{
    /// <summary>Writes the target; a model of unknown utility (NaN) gets 0.</summary>
    /// <param name="utilities">Length K, at least one known.</param>
    /// <param name="temperature">T &gt; 0.</param>
    /// <param name="target">Destination, length K; sums to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive and finite.</exception>
    /// <exception cref="ArgumentException">No utility is known.</exception>
    public static void Fill(ReadOnlySpan<double> utilities, double temperature, Span<double> target)
    {
        if (!(temperature is > 0 and < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "Must be a positive number.");
        }

        int best = HardLabel.Of(utilities);
        if (best < 0)
        {
            throw new ArgumentException("No utility is known.", nameof(utilities));
        }

        double sum = 0;
        for (int k = 0; k < utilities.Length; k++)
        {
            // Differences to the largest utility: no exponential overflows, and one of them is exactly 1.
            target[k] = double.IsNaN(utilities[k]) ? 0 : Math.Exp((utilities[k] - utilities[best]) / temperature);
            sum += target[k];
        }

        for (int k = 0; k < utilities.Length; k++)
        {
            target[k] /= sum;
        }
    }
}
