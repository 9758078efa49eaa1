using MathNet.Numerics.Distributions;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.MetaRouter.Active;

/// <summary>
/// σ·ψ(|d|/σ) with ψ(z) = φ(z) − z·Φ(−z): what deciding by the sign of an estimate d ± σ is expected to lose against knowing the truth. It is large
/// where the estimate is uncertain and near the decision boundary.
/// </summary>
[Paper("Raiffa, Schlaifer 1961", "unit normal linear-loss integral")]
public static class OpportunityLoss
{
    /// <summary>Beyond so many standard errors less than 10⁻¹¹ of one is lost; that counts as nothing.</summary>
    private const double Negligible = 6.5;

    /// <summary>The expected loss, in units of <paramref name="distance"/>.</summary>
    /// <param name="distance">d: advantage of one action over the other, estimated.</param>
    /// <param name="standardError">σ ≥ 0.</param>
    public static double Of(double distance, double standardError)
    {
        double z = Math.Abs(distance) / standardError;
        if (!(standardError > 0 && z < Negligible))
        {
            return 0;
        }

        return standardError * (Normal.PDF(0, 1, z) - (z * Normal.CDF(0, 1, -z)));
    }
}
