using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>A rule, with its options, that trades what is known of each arm against what is still to be learnt. Immutable and pure.</summary>
/// <remarks>Evidence is kept apart from the rule (<see cref="BanditStatistics"/>), so a tenant may change the rule without losing what was learnt.</remarks>
public interface IBanditPolicy : INamed
{
    /// <summary>The number by which the rule ranks an arm; larger is better.</summary>
    double Score(ArmEstimate estimate);

    /// <summary>The exact probability with which the rule takes each arm.</summary>
    /// <param name="estimates">Length K, finite, widths ≥ 0.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="probabilities">Destination, length K; sums to 1, 0 where not eligible. Of equal arms the first is preferred.</param>
    /// <exception cref="ArgumentException">Lengths differ, no arm is eligible, or an eligible estimate is not finite.</exception>
    void Probabilities(ReadOnlySpan<ArmEstimate> estimates, ReadOnlySpan<bool> eligible, Span<double> probabilities);

    /// <summary>Writes the options; equal rules give equal bytes.</summary>
    void Write(ModelWriter writer);

    /// <summary>Reads what <see cref="Write"/> of a rule with this name wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    IBanditPolicy Read(ModelReader reader);
}
