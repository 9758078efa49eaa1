namespace OrleansRouter.Learning.Causal;

/// <summary>The hypotheses that <see cref="JointRidge"/> averages over, all combinations of three grids and equally likely beforehand.</summary>
public sealed record JointRidgeOptions
{
    /// <summary>h₁: share of the outcome's variance under t = 1 that the features explain; each in (0, 1).</summary>
    public IReadOnlyList<double> TreatedShares { get; init; } = [0.01, 0.03, 0.1, 0.2, 0.4];

    /// <summary>h₀: the same under t = 0.</summary>
    public IReadOnlyList<double> ControlShares { get; init; } = [0.015, 0.03, 0.06, 0.12, 0.3];

    /// <summary>
    /// ρ: correlation of the coefficients under t = 1 with those under t = 0; each in (−1, 1). At 0 the two have nothing to tell each other, towards 1
    /// they differ by scale and level only. Default: denser towards 1, since a cheap judge is asked because it mostly agrees.
    /// </summary>
    public IReadOnlyList<double> Correlations { get; init; } = [-0.5, 0, 0.3, 0.6, 0.8, 0.9, 0.97, 0.995];

    /// <summary>Returns the options when every grid is usable.</summary>
    /// <exception cref="ArgumentException">A grid is empty or a value is out of range; the message names it.</exception>
    public JointRidgeOptions Validated()
    {
        Check(nameof(TreatedShares), TreatedShares, 0);
        Check(nameof(ControlShares), ControlShares, 0);
        Check(nameof(Correlations), Correlations, -1);
        return this;
    }

    private static void Check(string name, IReadOnlyList<double> grid, double low)
    {
        bool valid = grid.Count > 0 && grid.All(x => x > low && x < 1);
        if (!valid)
        {
            throw new ArgumentException($"{name} is [{string.Join(", ", grid)}]; expected at least one number, each strictly between {low} and 1.");
        }
    }
}

/// <summary>One combination of the grids.</summary>
/// <param name="TreatedShare">h₁.</param>
/// <param name="ControlShare">h₀.</param>
/// <param name="Correlation">ρ.</param>
public readonly record struct JointHypothesis(double TreatedShare, double ControlShare, double Correlation);
