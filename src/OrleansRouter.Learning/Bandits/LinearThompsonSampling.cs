using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>Linear Thompson sampling: draws θ̃_k ~ N(θ̂_k, v²A_k⁻¹) for every arm and takes argmax_k θ̃_kᵀz.</summary>
/// <remarks>
/// In one context only θ̃_kᵀz ~ N(θ̂_kᵀz, v²·zᵀA_k⁻¹z) matters and the arms are independent, so the choice has exactly the
/// probabilities that <see cref="GaussianMaximum"/> integrates; <see cref="LinearBandit.DrawCoefficients"/> draws θ̃ itself.
/// </remarks>
[Paper("Agrawal and Goyal 2013", "Algorithm 1")]
public sealed record LinearThompsonSampling : IBanditPolicy
{
    /// <summary>v, the standard deviation ascribed to a reward's noise. Default 0.5, the largest that a reward in [0, 1] can have; BaRP states none.</summary>
    [Range(0.0, 1_000.0)] public double NoiseDeviation { get; init; } = 0.5;

    /// <inheritdoc/>
    public string Name => "linear-thompson";

    /// <summary>θ̂ᵀz.</summary>
    public double Score(ArmEstimate estimate) => estimate.Mean;

    /// <inheritdoc/>
    public void Probabilities(ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        BanditPolicies.Check(estimates, eligible, probabilities);
        int count = eligible.Count(true);
        double[] means = new double[count], deviations = new double[count], shares = new double[count];
        for (int k = 0, i = 0; k < estimates.Length; k++)
        {
            if (eligible[k])
            {
                means[i] = estimates[k].Mean;
                deviations[i++] = NoiseDeviation * estimates[k].Width;
            }
        }

        GaussianMaximum.Probabilities(means, deviations, shares);
        for (int k = 0, i = 0; k < estimates.Length; k++)
        {
            probabilities[k] = eligible[k] ? shares[i++] : 0;
        }
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(Name, 1);
        writer.Write(NoiseDeviation);
    }

    /// <inheritdoc/>
    public IBanditPolicy Read(ModelReader reader)
    {
        reader.Section(Name, 1);
        return new LinearThompsonSampling { NoiseDeviation = reader.ReadDouble() };
    }
}
