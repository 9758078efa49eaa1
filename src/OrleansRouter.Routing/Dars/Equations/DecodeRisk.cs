using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>σ_dec = √(mean_u s²_u): the root of the mean variance (divisor n_u − 1) of the decodes of one rewrite.</summary>
[Paper("DARS", "appendix C.3, DARS w/ Dec. Risk")]
public static class DecodeRisk
{
    /// <summary>The risk, over the rewrites with two decodes or more; NaN when there is none.</summary>
    public static double Of(ReadOnlySpan<RewriteCell> rewrites)
    {
        var variances = default(Moments);
        foreach (RewriteCell rewrite in rewrites)
        {
            variances = rewrite.Quality.Count > 1 ? variances.Add(rewrite.Quality.Variance) : variances;
        }

        return variances.Count > 0 ? Math.Sqrt(variances.Mean) : double.NaN;
    }
}
