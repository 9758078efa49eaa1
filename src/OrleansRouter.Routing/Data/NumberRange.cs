using System.Globalization;

namespace OrleansRouter.Routing.Data;

/// <summary>Which numbers a field of a data file may hold; NaN and infinities never lie in a range.</summary>
internal readonly record struct NumberRange(double Min, double Max)
{
    /// <summary>
    /// Scores and labels: [−1000, 1000]. Wide enough for ratings, percentages and rubric scores below zero (HealthBench);
    /// anything beyond is a unit mistake or damage.
    /// </summary>
    public static NumberRange Score { get; } = new(-1000, 1000);

    /// <summary>US dollars per call: finite and not negative.</summary>
    public static NumberRange CostUsd { get; } = new(0, double.MaxValue);

    /// <summary>Prices in US dollars per token; a dollar a token is a unit mistake.</summary>
    public static NumberRange UsdPerToken { get; } = new(0, 1);

    /// <summary>Counts of characters or tokens.</summary>
    public static NumberRange Count { get; } = new(0, 1e12);

    /// <summary>True when the number is finite and in range.</summary>
    public bool Contains(double value) => double.IsFinite(value) && value >= Min && value <= Max;

    /// <summary>Such as "a number in [0, 1]".</summary>
    public override string ToString() => Max == double.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $"a finite number >= {Min}")
        : string.Create(CultureInfo.InvariantCulture, $"a number in [{Min}, {Max}]");
}
