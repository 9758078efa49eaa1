using OrleansRouter.Learning.Statistics;

namespace OrleansRouter.Learning.OffPolicy;

/// <summary>
/// A lower bound of a mean that may be looked at after every value: L_t = (Σ λᵢξᵢ − ln(1/α) − Σ ψ(λᵢ)(ξᵢ − ξ̂ᵢ)²) / Σ λᵢ·h, with
/// ξ = X/h and ψ(λ) = −ln(1 − λ) − λ. With probability 1 − α no L_t ever exceeds the mean.
/// </summary>
/// <remarks>
/// Bets λᵢ and guesses ξ̂ᵢ come from earlier values alone. The inequality behind it, exp(λξ − ψ(λ)ξ²) ≤ 1 + λξ, needs ξ − ξ̂ ≥ −1 only:
/// values are bounded below, and large ones above do no harm. Where the mean moves, the bound is one of its average weighted by the bets.
/// The equal-tailed interval of the source uses ln(2/α) on both sides; this is one side.
/// </remarks>
/// <param name="Values">Moments of X.</param>
/// <param name="Bets">Σ λᵢ/h.</param>
/// <param name="Gains">Σ λᵢξᵢ.</param>
/// <param name="Penalty">Σ ψ(λᵢ)(ξᵢ − ξ̂ᵢ)².</param>
[Paper("Waudby-Smith, Ramdas 2024", "Theorem 2, predictable plug-in empirical Bernstein")]
public sealed record EmpiricalBernsteinSequence(Moments Values, double Bets, double Gains, double Penalty)
{
    private const double LargestBet = 0.5, PriorVariance = 0.25;

    /// <summary>Nothing seen.</summary>
    public static EmpiricalBernsteinSequence Empty { get; } = new(default, 0, 0, 0);

    /// <summary>L_t, or <paramref name="lowest"/> where that says more.</summary>
    /// <param name="error">α.</param>
    /// <param name="lowest">What is known of the mean without any value.</param>
    public double Lower(double error, double lowest) =>
        Bets > 0 ? Math.Max(lowest, (Gains - Math.Log(1 / error) - Penalty) / Bets) : lowest;

    /// <summary>The sequence with one more value.</summary>
    /// <param name="value">X ≥ <paramref name="lowest"/>.</param>
    /// <param name="lowest">Known before: no value lies below; negative.</param>
    /// <param name="error">α, in (0, 1), the same for every value.</param>
    /// <param name="firstLook">How many values there will be before anybody looks; spreads the bets. The same for every value.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> lies below, or a number is out of range.</exception>
    public EmpiricalBernsteinSequence Add(double value, double lowest, double error, long firstLook)
    {
        if (!(lowest < 0 && value >= lowest * (1 + 1e-12) && value < double.PositiveInfinity))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, FormattableString.Invariant($"Must be finite and at least {lowest}."));
        }

        if (!(error is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(error), error, "Must lie strictly between 0 and 1.");
        }

        // A guess of at most 1 keeps ξ − ξ̂ ≥ −1; the means of interest lie in [−1, 1].
        double scale = 1 - lowest, times = Values.Count + 1;
        double guess = Math.Min(Values.Mean * Values.Count / times, 1);
        double variance = (PriorVariance + (Values.M2 / (scale * scale))) / times;
        double spread = Math.Max(times, firstLook);
        double bet = Math.Min(LargestBet, Math.Sqrt(2 * Math.Log(1 / error) / (variance * spread * Math.Log(1 + spread))));
        double deviation = (value - guess) / scale;
        return new EmpiricalBernsteinSequence(
            Values.Add(value), Bets + (bet / scale), Gains + (bet * value / scale), Penalty + ((-Math.Log(1 - bet) - bet) * deviation * deviation));
    }
}
