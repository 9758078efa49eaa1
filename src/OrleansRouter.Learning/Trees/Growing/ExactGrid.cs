namespace OrleansRouter.Learning.Trees.Growing;

/// <summary>
/// Rounds summands to multiples of one power of two, coarse enough that no sum needs more than the 53 bits of a double.
/// Such sums have no rounding error, hence the same value in every order, on every number of threads, over every split of the rows.
/// The rounding itself moves a summand by at most 2⁻⁵²·(largest possible sum).
/// </summary>
[Paper("Demmel, Nguyen 2013", "pre-rounding")]
public static class ExactGrid
{
    private const int Bits = 51;

    /// <summary>The grid step for sums whose absolute values stay below <paramref name="bound"/>.</summary>
    /// <param name="bound">For example (total weight) × (largest absolute value); finite and ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not finite: values are too large to be summed.</exception>
    public static double Step(double bound)
    {
        if (!(bound >= 0 && double.IsFinite(bound)))
        {
            throw new ArgumentOutOfRangeException(nameof(bound), bound, "Sums of weights times values must stay finite.");
        }

        return bound < MinBound ? double.Epsilon : Math.ScaleB(1, Math.ILogB(bound) + 1 - Bits);
    }

    /// <summary>The multiple of <paramref name="step"/> nearest to <paramref name="value"/>.</summary>
    public static double Round(double value, double step) => Math.Round(value / step) * step;

    /// <summary>Below this bound every double is itself a multiple of the smallest one.</summary>
    private static double MinBound => Math.ScaleB(1, -1020);
}
