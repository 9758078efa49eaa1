using OrleansRouter.Learning.Statistics;
using OrleansRouter.Routing.Dars.Equations;

namespace OrleansRouter.Routing.Dars.Cells;

/// <summary>What repeated observations say about one model on one query. Figures that the observations cannot give are NaN.</summary>
public readonly record struct Capability
{
    /// <summary>Number of observations N.</summary>
    public long Observations { get; private init; }

    /// <summary>Number of rewrites with at least one observation.</summary>
    public int Rewrites { get; private init; }

    /// <summary>q̄ = (1/N)·Σ q.</summary>
    public double MeanQuality { get; private init; }

    /// <summary>c̄, over the observations whose cost is known.</summary>
    public double MeanCost { get; private init; }

    /// <summary>σ, from two observations on.</summary>
    public double Risk { get; private init; }

    /// <summary>Standard deviation of the means of rewrites, from two rewrites on.</summary>
    public double RewriteRisk { get; private init; }

    /// <summary>Root of the mean variance within rewrites, where some rewrite has two decodes.</summary>
    public double DecodeRisk { get; private init; }

    /// <summary>Input-side share of the variance of the observations.</summary>
    public double InputVariance { get; private init; }

    /// <summary>Output-side share; both add up to the variance of the observations (divisor N).</summary>
    public double OutputVariance { get; private init; }

    /// <summary>Summarises the rewrites of one query and model.</summary>
    /// <param name="rewrites">One cell per rewrite, at least one with an observation.</param>
    /// <exception cref="ArgumentException">There is no observation.</exception>
    [Learning.Paper("DARS", "section 4.2, expected quality and expected cost")]
    public static Capability Of(ReadOnlySpan<RewriteCell> rewrites)
    {
        var quality = default(Moments);
        var cost = default(Moments);
        int observed = 0;
        foreach (RewriteCell rewrite in rewrites)
        {
            quality = quality.Merge(rewrite.Quality);
            cost = cost.Merge(rewrite.Cost);
            observed += rewrite.Quality.Count > 0 ? 1 : 0;
        }

        if (quality.Count == 0)
        {
            throw new ArgumentException("There is no observation; at least 1 is needed.", nameof(rewrites));
        }

        (double input, double output) = VarianceSplit.Of(rewrites, quality);
        return new Capability
        {
            Observations = quality.Count,
            Rewrites = observed,
            MeanQuality = quality.Mean,
            MeanCost = cost.Count > 0 ? cost.Mean : double.NaN,
            Risk = PerformanceRisk.Of(quality),
            RewriteRisk = Equations.RewriteRisk.Of(rewrites),
            DecodeRisk = Equations.DecodeRisk.Of(rewrites),
            InputVariance = input,
            OutputVariance = output,
        };
    }
}
