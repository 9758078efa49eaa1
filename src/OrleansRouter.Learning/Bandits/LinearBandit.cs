using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Bandits;

/// <summary>A contextual bandit with one linear model per arm: immutable, so any number of threads may ask it while a <see cref="BanditLearner"/> learns on.</summary>
/// <remarks>Everything it answers is a pure function of rule, penalty and evidence: one that is written and read again answers with the same bits.</remarks>
public sealed class LinearBandit
{
    private const string Section = "linear-bandit";
    private readonly LinearArm[] _arms;

    /// <summary>Solves the linear models, O(K·d³).</summary>
    /// <param name="policy">The rule, validated.</param>
    /// <param name="statistics">The evidence.</param>
    /// <param name="ridge">λ in A = λI + Σw·zzᵀ, positive and finite. Default 1 (Li et al. 2010).</param>
    /// <exception cref="ArgumentException">An option of the rule or λ is out of range.</exception>
    /// <exception cref="ArithmeticException">λ is too small for contexts of this size.</exception>
    public LinearBandit(IBanditPolicy policy, BanditStatistics statistics, double ridge = 1)
    {
        Policy = FitGuard.Validated(policy);
        Statistics = statistics;
        Ridge = BanditGuard.Ridge(ridge);
        _arms = [.. Enumerable.Range(0, statistics.Arms.Count).Select(k => new LinearArm(statistics[k], ridge))];
    }

    /// <summary>The rule.</summary>
    public IBanditPolicy Policy { get; }

    /// <summary>The evidence.</summary>
    public BanditStatistics Statistics { get; }

    /// <summary>λ, which keeps the coefficients of scarce evidence near 0.</summary>
    public double Ridge { get; }

    /// <summary>The names of the arms.</summary>
    public IReadOnlyList<string> Arms => Statistics.Arms;

    /// <summary>d, the length of a context.</summary>
    public int Dimension => Statistics.Dimension;

    /// <summary>θ̂ of arm <paramref name="arm"/>, length d.</summary>
    public ReadOnlySpan<double> Coefficients(int arm) => _arms[arm].Coefficients;

    /// <summary>Mean and width of every arm.</summary>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="estimates">Destination, length K.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a value is not finite.</exception>
    public void Estimate(ReadOnlySpan<float> context, Span<ArmEstimate> estimates) =>
        LinearArm.Estimate(_arms, context, estimates);

    /// <summary>The exact probability with which the rule takes each arm in a context.</summary>
    /// <param name="context">z, length d, finite.</param>
    /// <param name="eligible">Length K, at least one true.</param>
    /// <param name="probabilities">Destination, length K; sums to 1, 0 where not eligible.</param>
    public void Probabilities(ReadOnlySpan<float> context, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        var estimates = new ArmEstimate[Arms.Count];
        Estimate(context, estimates);
        Policy.Probabilities(estimates, eligible, probabilities);
    }

    /// <summary>Takes an arm by those probabilities.</summary>
    public BanditChoice Select(ReadOnlySpan<float> context, ReadOnlySpan<bool> eligible, Rng rng)
    {
        var estimates = new ArmEstimate[Arms.Count];
        Estimate(context, estimates);
        return Policy.Select(estimates, eligible, rng);
    }

    /// <summary>Draws θ̃ ~ N(θ̂, scale²·A⁻¹) of one arm through the Cholesky factor of A.</summary>
    /// <param name="arm">Index of the arm.</param>
    /// <param name="scale">v of linear Thompson sampling, ≥ 0.</param>
    /// <param name="rng">d normal numbers are drawn.</param>
    /// <param name="coefficients">Destination, length d.</param>
    [Paper("BaRP", "section 4.6, linear Thompson sampling")]
    public void DrawCoefficients(int arm, double scale, Rng rng, Span<double> coefficients)
    {
        BanditGuard.Arm(arm, Arms.Count);
        for (int i = 0; i < coefficients.Length; i++)
        {
            coefficients[i] = rng.NextGaussian();
        }

        _arms[arm].Draw(scale, coefficients);
    }

    /// <summary>Writes rule, penalty and evidence; equal bandits give equal bytes.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(Policy.Name);
        Policy.Write(writer);
        writer.Write(Ridge);
        Statistics.Write(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The bytes.</param>
    /// <param name="policies">Where rules are found by name; null for <see cref="BanditPolicies.All"/>.</param>
    /// <exception cref="ModelFormatException">The bytes are damaged, of a newer version, or need a rule that is not there.</exception>
    public static LinearBandit Read(ModelReader reader, Registry<IBanditPolicy>? policies = null)
    {
        reader.Section(Section, 1);
        try
        {
            IBanditPolicy policy = (policies ?? BanditPolicies.All).Get(reader.ReadString()).Read(reader);
            double ridge = reader.ReadDouble();
            return new LinearBandit(policy, BanditStatistics.Read(reader), ridge);
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException or KeyNotFoundException)
        {
            throw new ModelFormatException($"The bandit is not valid: {e.Message}", e);
        }
    }

}
