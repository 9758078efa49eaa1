using MathNet.Numerics.Distributions;
using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Dars.Equations;

/// <summary>
/// ν = σ̃·(ζ·Φ(ζ) + φ(ζ)), ζ = −|mean − best other mean| / σ̃: by how much the utility of the label rises in expectation when one mean moves by
/// N(0, σ̃²). Φ(ζ) is the probability that the label changes.
/// </summary>
[Paper("Frazier, Powell, Dayanik 2008", "knowledge-gradient factor")]
public static class KnowledgeGradient
{
    /// <summary>The expected gain and the probability of another label.</summary>
    /// <param name="mean">The mean that will move.</param>
    /// <param name="bestOther">The largest of the other means.</param>
    /// <param name="change">σ̃ ≥ 0.</param>
    public static (double Gain, double Probability) Of(double mean, double bestOther, double change)
    {
        if (!(change > 0))
        {
            return (0, 0);
        }

        double zeta = -Math.Abs(mean - bestOther) / change;
        double probability = Normal.CDF(0, 1, zeta);
        // Far in the tail the difference of two nearly equal numbers may round below 0.
        return (Math.Max(0, change * ((zeta * probability) + Normal.PDF(0, 1, zeta))), probability);
    }
}
