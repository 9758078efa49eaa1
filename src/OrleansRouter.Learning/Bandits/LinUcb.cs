using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>LinUCB: always takes argmax_k θ̂_kᵀz + α·√(zᵀA_k⁻¹z).</summary>
[Paper("Li et al. 2010", "Algorithm 1")]
public sealed record LinUcb : IBanditPolicy
{
    /// <summary>α, how many widths of optimism. Default 1; Li et al. derive 1 + √(ln(2/δ)/2) for confidence 1 − δ, BaRP states none.</summary>
    [Range(0.0, 1_000.0)] public double Alpha { get; init; } = 1;

    /// <inheritdoc/>
    public string Name => "linucb";

    /// <summary>θ̂ᵀz + α·√(zᵀA⁻¹z).</summary>
    public double Score(ArmEstimate estimate) => estimate.Mean + (Alpha * estimate.Width);

    /// <inheritdoc/>
    public void Probabilities(ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        BanditPolicies.Check(estimates, eligible, probabilities);
        probabilities.Clear();
        probabilities[this.Best(estimates, eligible)] = 1;
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(Name, 1);
        writer.Write(Alpha);
    }

    /// <inheritdoc/>
    public IBanditPolicy Read(ModelReader reader)
    {
        reader.Section(Name, 1);
        return new LinUcb { Alpha = reader.ReadDouble() };
    }
}
