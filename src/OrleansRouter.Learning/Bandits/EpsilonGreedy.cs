using System.ComponentModel.DataAnnotations;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>ε-greedy over ridge: argmax_k θ̂_kᵀz with probability 1 − ε, otherwise any eligible arm with equal probability.</summary>
[Paper("BaRP", "section 4.6, ε-greedy")]
public sealed record EpsilonGreedy : IBanditPolicy
{
    /// <summary>ε, the share of choices made at random. Default 0.1; BaRP states none.</summary>
    [Range(0.0, 1.0)] public double Epsilon { get; init; } = 0.1;

    /// <inheritdoc/>
    public string Name => "epsilon-greedy";

    /// <summary>θ̂ᵀz.</summary>
    public double Score(ArmEstimate estimate) => estimate.Mean;

    /// <summary>ε/m for each of the m eligible arms, and 1 − ε more for the best.</summary>
    public void Probabilities(ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        BanditPolicies.Check(estimates, eligible, probabilities);
        double each = Epsilon / eligible.Count(true);
        for (int k = 0; k < probabilities.Length; k++)
        {
            probabilities[k] = eligible[k] ? each : 0;
        }

        probabilities[this.Best(estimates, eligible)] += 1 - Epsilon;
    }

    /// <inheritdoc/>
    public void Write(ModelWriter writer)
    {
        writer.Section(Name, 1);
        writer.Write(Epsilon);
    }

    /// <inheritdoc/>
    public IBanditPolicy Read(ModelReader reader)
    {
        reader.Section(Name, 1);
        return new EpsilonGreedy { Epsilon = reader.ReadDouble() };
    }
}
