using OrleansRouter.Learning;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Cells;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>
/// The law of total variance over the observations of one query and model, Var(q) = Var(E[q|u]) + E[Var(q|u)]: the spread of the means of
/// rewrites u (input side) and the spread of decodes around them (output side), both with divisor N.
/// </summary>
/// <remarks>The input side holds the sampling error of the means too: with l decodes of each rewrite, on average Var(decodes)/l of it.</remarks>
[Paper("DARS", "figure 2(b), input-side and output-side variance")]
public static class VarianceSplit
{
    /// <summary>Splits the variance.</summary>
    /// <param name="rewrites">One cell per rewrite.</param>
    /// <param name="all">All of them merged, at least one observation.</param>
    public static (double Input, double Output) Of(ReadOnlySpan<RewriteCell> rewrites, Moments all)
    {
        double between = 0, within = 0;
        foreach (RewriteCell rewrite in rewrites)
        {
            double deviation = rewrite.Quality.Mean - all.Mean;
            between += rewrite.Quality.Count * deviation * deviation;
            within += rewrite.Quality.M2;
        }

        return (between / all.Count, within / all.Count);
    }
}
