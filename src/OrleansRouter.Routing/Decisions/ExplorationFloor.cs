namespace OrleansRouter.Routing.Decisions;

/// <summary>The floor ε under the probability of every model: propensity = (1 − εK)·π(k) + ε, which needs 0 ≤ εK ≤ 1.</summary>
public static class ExplorationFloor
{
    /// <summary>Returns the floor when it fits the number of models.</summary>
    /// <param name="floor">ε.</param>
    /// <param name="models">K, at least 1.</param>
    /// <param name="owner">Whose floor it is, for the message, such as "Tenant 'acme', policy 'chat'".</param>
    /// <exception cref="ArgumentException">The floor is negative, not a number, or ε × K exceeds 1.</exception>
    public static double Validated(double floor, int models, string owner)
    {
        if (floor >= 0 && floor * models <= 1)
        {
            return floor;
        }

        double largest = Math.Floor(1e4 / models) / 1e4;
        throw new ArgumentException(floor > 0
            ? FormattableString.Invariant(
                $"{owner}: explorationFloor {floor} × {models} models = {floor * models:0.####} > 1. Use at most {largest}.")
            : FormattableString.Invariant($"{owner}: explorationFloor is {floor}; expected a number in [0, {largest}]."));
    }

    /// <summary>(1 − εK)·π + ε.</summary>
    /// <param name="probability">π(k) of the router.</param>
    /// <param name="floor">ε, validated for <paramref name="models"/>.</param>
    /// <param name="models">K.</param>
    public static double Mix(double probability, double floor, int models) => ((1 - (floor * models)) * probability) + floor;
}
