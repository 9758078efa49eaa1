namespace OrleansRouter.Learning.Causal;

/// <summary>Estimates of the nuisance functions at every row; those that nobody asked for are null.</summary>
public sealed record Nuisances
{
    /// <summary>γ̂(sᵢ), length n.</summary>
    public double[]? Marginal { get; init; }

    /// <summary>μ̂₁(sᵢ), length n.</summary>
    public double[]? TreatedOutcome { get; init; }

    /// <summary>μ̂₀(sᵢ), length n.</summary>
    public double[]? ControlOutcome { get; init; }

    /// <summary>p̂(sᵢ) in [0, 1], length n, before any clipping.</summary>
    public double[]? Propensity { get; init; }

    /// <summary>The estimate of one function.</summary>
    public double[]? this[NuisanceKinds kind] => kind switch
    {
        NuisanceKinds.Marginal => Marginal,
        NuisanceKinds.TreatedOutcome => TreatedOutcome,
        NuisanceKinds.ControlOutcome => ControlOutcome,
        NuisanceKinds.Propensity => Propensity,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected exactly one kind."),
    };

    /// <summary>What was estimated of each kind.</summary>
    public static Nuisances Of(IReadOnlyDictionary<NuisanceKinds, double[]> estimates) => new()
    {
        Marginal = estimates.GetValueOrDefault(NuisanceKinds.Marginal),
        TreatedOutcome = estimates.GetValueOrDefault(NuisanceKinds.TreatedOutcome),
        ControlOutcome = estimates.GetValueOrDefault(NuisanceKinds.ControlOutcome),
        Propensity = estimates.GetValueOrDefault(NuisanceKinds.Propensity),
    };

    /// <summary>The kinds among <paramref name="kinds"/>, one by one.</summary>
    public static IEnumerable<NuisanceKinds> Each(NuisanceKinds kinds) =>
        Enum.GetValues<NuisanceKinds>().Where(kind => kind != NuisanceKinds.None && kinds.HasFlag(kind));

    /// <summary>Returns these when they hold what is needed.</summary>
    /// <exception cref="ArgumentException">One is missing, has another length than the data, or is not finite.</exception>
    internal Nuisances Validated(NuisanceKinds needed, int rows)
    {
        foreach (NuisanceKinds kind in Each(needed))
        {
            double[] values = this[kind] ?? throw new ArgumentException($"The nuisance {kind} is needed and was not estimated.");
            double low = kind == NuisanceKinds.Propensity ? 0 : double.MinValue, high = kind == NuisanceKinds.Propensity ? 1 : double.MaxValue;
            int wrong = Array.FindIndex(values, x => !(x >= low && x <= high));
            if (values.Length != rows || wrong >= 0)
            {
                throw new ArgumentException(values.Length != rows
                    ? $"{rows} rows but {values.Length} values of the nuisance {kind}; the numbers must be equal."
                    : $"The nuisance {kind} of row {wrong} is {values[wrong]:R}; expected {(high > 1 ? "a finite number" : "a number in [0, 1]")}.");
            }
        }

        return this;
    }
}
