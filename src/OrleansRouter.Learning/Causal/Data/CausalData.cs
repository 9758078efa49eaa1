using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>Rows (sᵢ, tᵢ, oᵢ) of an effect estimation: what was seen, which of two mechanisms was at work, what came out.</summary>
/// <remarks>For Meta-Router t = 1 means judged by gold, t = 0 by preference, and the effect is the shift Δ(s) = E[o|s, t = 1] − E[o|s, t = 0].</remarks>
public sealed record CausalData
{
    /// <summary>s: n × d features.</summary>
    public required Matrix<float> Features { get; init; }

    /// <summary>t: length n.</summary>
    public required bool[] Treated { get; init; }

    /// <summary>o: length n, finite.</summary>
    public required double[] Outcomes { get; init; }

    /// <summary>Length n, finite and ≥ 0, or null for all ones.</summary>
    public double[]? Weights { get; init; }

    /// <summary>n.</summary>
    public int Count => Features.Rows;

    /// <summary>The rows with t = <paramref name="treated"/>, ascending.</summary>
    public int[] RowsWhere(bool treated) => [.. Enumerable.Range(0, Count).Where(i => Treated[i] == treated)];

    /// <summary>The given rows, in the given order.</summary>
    public CausalData Select(int[] rows) => new()
    {
        Features = Features.SelectRows(rows),
        Treated = [.. rows.Select(i => Treated[i])],
        Outcomes = [.. rows.Select(i => Outcomes[i])],
        Weights = Weights is null ? null : [.. rows.Select(i => Weights[i])],
    };

    /// <summary>Returns the data when an effect can be estimated from them.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or all rows of positive weight have the same t.</exception>
    public CausalData Validated()
    {
        FitGuard.Check(Features, Outcomes.Length, Weights, missingAllowed: true);
        FitGuard.CheckTargets(Outcomes);
        if (Treated.Length != Count)
        {
            throw new ArgumentException($"{Count} rows of features but {Treated.Length} values of t; the numbers must be equal.");
        }

        int treated = CountWeighted(true), control = CountWeighted(false);
        return treated > 0 && control > 0
            ? this
            : throw new ArgumentException(
                $"{treated} rows have t = 1 and {control} have t = 0 (rows of weight 0 not counted); an effect needs both.");
    }

    private int CountWeighted(bool treated) => RowsWhere(treated).Count(i => (Weights?[i] ?? 1) > 0);
}
