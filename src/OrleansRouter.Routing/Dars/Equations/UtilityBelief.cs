using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>
/// What is believed of a utility U ~ N(mean, variance) after n noisy observations: 1/variance = 1/τ² + n/s², mean = variance·(μ/τ² + n·ū/s²),
/// with the prior N(μ, τ²) of its model.
/// </summary>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Variance">Posterior variance.</param>
[Paper("DeGroot 1970", "section 9.5, sampling from a normal distribution")]
public readonly record struct UtilityBelief(double Mean, double Variance)
{
    /// <summary>The belief.</summary>
    /// <param name="priorMean">μ.</param>
    /// <param name="priorVariance">τ² &gt; 0.</param>
    /// <param name="observedMean">ū; anything when n = 0.</param>
    /// <param name="observations">n ≥ 0.</param>
    /// <param name="noise">s² &gt; 0, the variance of one observation.</param>
    public static UtilityBelief Of(double priorMean, double priorVariance, double observedMean, double observations, double noise)
    {
        double variance = 1 / ((1 / priorVariance) + (observations / noise));
        double mean = observations > 0 ? variance * ((priorMean / priorVariance) + (observations * observedMean / noise)) : priorMean;
        return new UtilityBelief(mean, variance);
    }

    /// <summary>σ̃: standard deviation of the change of the mean that <paramref name="more"/> observations will make.</summary>
    public double ChangeBy(double more, double noise) => Math.Sqrt(Math.Max(0, Variance - (1 / ((1 / Variance) + (more / noise)))));
}
