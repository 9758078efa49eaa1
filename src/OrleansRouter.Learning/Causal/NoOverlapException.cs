namespace OrleansRouter.Learning.Causal;

/// <summary>The floors on the propensity leave too few rows to estimate an effect from: treated and untreated rows have nothing in common.</summary>
public sealed class NoOverlapException : ArgumentException
{
    private const string Advice = "Use lower floors, or floors scaled to the base rate.";

    /// <summary>No row is left.</summary>
    /// <param name="rows">How many rows there were.</param>
    public NoOverlapException(int rows) : base($"None of {rows} rows is left to estimate the effect from. {Advice}")
    {
    }

    /// <summary>Fewer than two rows of one kind are left.</summary>
    /// <param name="rows">How many rows are left.</param>
    /// <param name="treated">How many of them have t = 1.</param>
    public NoOverlapException(int rows, int treated)
        : base($"{treated} rows with t = 1 and {rows - treated} with t = 0 are left to estimate the effect from; it takes two of either. {Advice}")
    {
    }
}
