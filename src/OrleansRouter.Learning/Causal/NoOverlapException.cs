namespace OrleansRouter.Learning.Causal;

/// <summary>The floors on the propensity leave no row to estimate an effect from: treated and untreated rows have nothing in common.</summary>
/// <param name="rows">How many rows there were.</param>
public sealed class NoOverlapException(int rows)
    : ArgumentException($"None of {rows} rows is left to estimate the effect from. Use lower floors, or floors scaled to the base rate.");
