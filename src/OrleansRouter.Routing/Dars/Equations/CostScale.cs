using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>c̃ = (c − c_min) / (c_max − c_min): costs of one data set, training and test observations together, brought onto [0, 1].</summary>
/// <param name="Minimum">c_min ≥ 0.</param>
/// <param name="Maximum">c_max ≥ c_min.</param>
[Paper("DARS", "appendix C.4, cost normalization")]
public readonly record struct CostScale(double Minimum, double Maximum)
{
    /// <summary>c_max − c_min.</summary>
    public double Range => Maximum - Minimum;

    /// <summary>The scale of the known costs among <paramref name="costs"/>.</summary>
    /// <exception cref="ArgumentException">No cost is known.</exception>
    public static CostScale Of(IEnumerable<double> costs)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        foreach (double cost in costs)
        {
            // Comparisons with an unknown cost (NaN) are false.
            minimum = cost < minimum ? cost : minimum;
            maximum = cost > maximum ? cost : maximum;
        }

        return maximum >= minimum ? new CostScale(minimum, maximum) : throw new ArgumentException("No cost is known.", nameof(costs));
    }

    /// <summary>The normalised cost; 0 when all costs of the data set are equal, NaN when <paramref name="cost"/> is.</summary>
    public double Normalise(double cost) => Range > 0 || double.IsNaN(cost) ? (cost - Minimum) / Range : 0;
}
