using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Bandits;

/// <summary>Learns a <see cref="LinearBandit"/> online, O(d²) per observation. Not thread-safe: one writer; readers take a <see cref="Snapshot"/>.</summary>
/// <remarks>Its estimates come from factors updated in place; they agree with the snapshot's, which is solved afresh, to 1e-9 after 10⁶ updates.</remarks>
public sealed class BanditLearner
{
    private readonly LinearBandit _start;
    private readonly LinearArm[] _arms;

    /// <summary>Starts from what <paramref name="start"/> knows.</summary>
    public BanditLearner(LinearBandit start)
    {
        _start = start;
        _arms = new LinearArm[start.Arms.Count];
        Replace(start.Statistics);
    }

    /// <summary>A copy of the evidence.</summary>
    public BanditStatistics Statistics => new([.. _start.Arms], _start.Dimension, [.. _arms.Select(arm => arm.Statistics)]);

    /// <summary>Learns that <paramref name="arm"/> earned <paramref name="reward"/> in a context.</summary>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="arm">Index of the arm.</param>
    /// <param name="reward">r, finite.</param>
    /// <param name="weight">w, finite and ≥ 0; w equals w repetitions.</param>
    /// <exception cref="ArgumentException">A length is wrong or a value is out of range; nothing is learnt.</exception>
    public void Update(ReadOnlySpan<float> context, int arm, double reward, double weight = 1)
    {
        BanditGuard.Arm(arm, _arms.Length);
        _arms[arm].Add(context, reward, weight);
    }

    /// <summary>Adds the evidence of a shard, O(K·d³).</summary>
    /// <exception cref="ArgumentException">The arms, their order or the dimensions differ.</exception>
    public void Merge(BanditStatistics shard) => Replace(Statistics.Merge(shard));

    /// <summary>Multiplies the weight of all evidence so far by γ ∈ [0, 1], O(K·d³).</summary>
    public void Discount(double factor) => Replace(Statistics.Discount(factor));

    /// <summary>Mean and width of every arm, by what is known now.</summary>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="estimates">Destination, length K.</param>
    public void Estimate(ReadOnlySpan<float> context, Span<ArmEstimate> estimates) => LinearArm.Estimate(_arms, context, estimates);

    /// <summary>Takes an arm by the rule's probabilities, by what is known now.</summary>
    public BanditChoice Select(ReadOnlySpan<float> context, ReadOnlySpan<bool> eligible, Rng rng)
    {
        var estimates = new ArmEstimate[_arms.Length];
        Estimate(context, estimates);
        return _start.Policy.Select(estimates, eligible, rng);
    }

    /// <summary>An immutable bandit with what is known now, O(K·d³).</summary>
    public LinearBandit Snapshot() => new(_start.Policy, Statistics, _start.Ridge);

    private void Replace(BanditStatistics statistics)
    {
        for (int k = 0; k < _arms.Length; k++)
        {
            _arms[k] = new LinearArm(statistics[k], _start.Ridge);
        }
    }
}
