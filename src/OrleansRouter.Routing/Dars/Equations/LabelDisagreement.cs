using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>D(x) = mean_i 1[argmax_k u_i(x,k) ≠ argmax_k (q̄ − λc̄)]: how often a single observation names another winner than all of them.</summary>
[Paper("DARS", "appendix C.5, single-shot versus distribution-aware disagreement")]
public static class LabelDisagreement
{
    /// <summary>The share of observation indices that disagree.</summary>
    /// <param name="utilities">Per observation index i the utilities u_i of all models; at least one index.</param>
    /// <param name="expected">q̄ − λc̄ of the same models.</param>
    public static double Of(IReadOnlyList<double[]> utilities, ReadOnlySpan<double> expected)
    {
        int label = HardLabel.Of(expected);
        return (double)utilities.Count(shot => HardLabel.Of(shot) != label) / utilities.Count;
    }
}
