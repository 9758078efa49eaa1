using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Routing.Online.Linear;

/// <summary>A trained router with what was learned online on top of it, and a rule that explores. Its distribution is exact.</summary>
/// <param name="options">How it was learned; the probe's share and limit are read from it.</param>
/// <param name="inner">The trained router.</param>
/// <param name="priors">What it says of models that it does not know.</param>
/// <param name="quality">Corrections of quality.</param>
/// <param name="cost">Corrections of normalised cost.</param>
internal sealed class OnlineRouter(OnlineOptions options, IRouter inner, ModelPriors priors, LinearBandit quality, LinearBandit cost) : IRouter
{
    private const string Section = "online-router";
    private const int StackLimit = 64;
    private readonly ContextProjection _projection = new(inner.FeatureCount, options.Dimensions);

    public IReadOnlyList<string> Models => priors.Models;

    public int FeatureCount => inner.FeatureCount;

    /// <summary>Utilities are the rule's: optimistic where it is LinUCB.</summary>
    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = scores.Length;
        Span<BaseExpectation> expected = count <= StackLimit ? stackalloc BaseExpectation[count] : new BaseExpectation[count];
        Span<ArmEstimate> qualities = count <= StackLimit ? stackalloc ArmEstimate[count] : new ArmEstimate[count];
        Span<ArmEstimate> costs = count <= StackLimit ? stackalloc ArmEstimate[count] : new ArmEstimate[count];
        Span<float> context = stackalloc float[_projection.Length];
        _projection.Apply(embedding, context);
        BaseExpectation.Fill(inner, priors, embedding, preference, expected);
        quality.Estimate(context, qualities);
        cost.Estimate(context, costs);
        for (int k = 0; k < count; k++)
        {
            double expectedQuality = expected[k].Quality + qualities[k].Mean;
            double expectedCost = Math.Clamp(expected[k].NormalisedCost + costs[k].Mean, 0, 1);
            double utility = preference.Utility(expectedQuality, expectedCost, expected[k].Risk);
            var estimate = new ArmEstimate(utility, preference.QualityWeight * qualities[k].Width);
            scores[k] = new CandidateScore(expectedQuality, expectedCost, expected[k].Risk, quality.Policy.Score(estimate));
        }
    }

    /// <summary>The rule's own probabilities, with the probes of models of which little is known on this prompt.</summary>
    public void Distribution(
        ReadOnlySpan<float> embedding,
        Preference preference,
        ReadOnlySpan<CandidateScore> scores,
        ReadOnlySpan<bool> eligible,
        Span<double> probabilities)
    {
        int count = scores.Length;
        Span<ArmEstimate> estimates = count <= StackLimit ? stackalloc ArmEstimate[count] : new ArmEstimate[count];
        Span<bool> probed = count <= StackLimit ? stackalloc bool[count] : new bool[count];
        Span<float> context = stackalloc float[_projection.Length];
        _projection.Apply(embedding, context);
        quality.Estimate(context, estimates);
        for (int k = 0; k < count; k++)
        {
            CandidateScore s = scores[k];
            probed[k] = eligible[k] && options.NoiseDeviation * estimates[k].Width > options.ProbeDeviation;
            estimates[k] = new ArmEstimate(
                preference.Utility(s.Quality, s.NormalisedCost, s.Risk), preference.QualityWeight * estimates[k].Width);
        }

        quality.Policy.Probabilities(estimates, eligible, probabilities);
        ProbeShare.Mix(probabilities, probed, options.ProbeShare);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(Section, 1);
        writer.Write(options.Base);
        writer.Write(options.Dimensions);
        writer.Write(options.NoiseDeviation);
        writer.Write(options.ProbeShare);
        writer.Write(options.ProbeDeviation);
        inner.Write(writer);
        priors.Write(writer);
        quality.Write(writer);
        cost.Write(writer);
    }

    public static OnlineRouter Read(ModelReader reader)
    {
        reader.Section(Section, 1);
        string family = reader.ReadString();
        var options = new OnlineOptions
        {
            Base = family,
            Dimensions = reader.ReadInt32(1, 512),
            NoiseDeviation = reader.ReadDouble(),
            ProbeShare = reader.ReadDouble(),
            ProbeDeviation = reader.ReadDouble(),
        };
        IRouter inner = RouterFamilies.Registry.Get(family).Read(reader);
        var router = new OnlineRouter(
            options, inner, ModelPriors.Read(reader, inner.Models), LinearBandit.Read(reader), LinearBandit.Read(reader));
        return router.Fits() ? router : throw new ModelFormatException("The parts of the online router are of different models or sizes.");
    }

    private bool Fits() =>
        options is { ProbeShare: >= 0 and <= 1, NoiseDeviation: > 0 and < double.PositiveInfinity, ProbeDeviation: > 0 and < double.PositiveInfinity }
        && quality.Dimension == _projection.Length && cost.Dimension == _projection.Length
        && quality.Arms.SequenceEqual(Models, StringComparer.Ordinal) && cost.Arms.SequenceEqual(Models, StringComparer.Ordinal);
}
