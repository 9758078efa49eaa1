using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>σ_rew = √(Σ_u(q̄_u − mean_u q̄_u)² / (U − 1)): the standard deviation of the mean qualities of the U rewrites.</summary>
[Paper("DARS", "appendix C.3, DARS w/ Rew. Risk")]
public static class RewriteRisk
{
    /// <summary>The risk; NaN below two observed rewrites.</summary>
    public static double Of(ReadOnlySpan<RewriteCell> rewrites)
    {
        var means = default(Moments);
        foreach (RewriteCell rewrite in rewrites)
        {
            means = rewrite.Quality.Count > 0 ? means.Add(rewrite.Quality.Mean) : means;
        }

        return PerformanceRisk.Of(means);
    }
}
