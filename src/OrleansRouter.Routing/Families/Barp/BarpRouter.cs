using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Barp.Estimates;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Families.Barp;

/// <summary>Ranks models by the logits of a BaRP policy at the wanted preference; quality and cost are those of its reward model.</summary>
/// <remarks>
/// The policy knows no risk: a tenant's aversion to it changes nothing. With the utility head a larger cost weight never leads to a costlier
/// choice; the paper's heads keep to that as far as training taught them.
/// </remarks>
/// <param name="models">The K model ids.</param>
/// <param name="rewards">q̂ and ĉ.</param>
/// <param name="network">The policy network, or null with the utility head.</param>
/// <param name="sharpness">s of the utility head.</param>
/// <param name="sample">Whether models are drawn from π; otherwise the largest logit is taken.</param>
internal sealed class BarpRouter(string[] models, RewardModel rewards, PolicyNetwork? network, double sharpness, bool sample) : IRouter
{
    private const string SectionName = "barp";
    private const int StackLimit = 256;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => rewards.FeatureCount;

    /// <summary>The policy network, or null with the utility head.</summary>
    public PolicyNetwork? Network => network;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = scores.Length;
        Span<double> quality = count <= StackLimit ? stackalloc double[count] : new double[count];
        Span<double> cost = count <= StackLimit ? stackalloc double[count] : new double[count];
        Span<float> logits = count <= StackLimit ? stackalloc float[count] : new float[count];
        rewards.Predict(embedding, quality, cost);
        var weights = SimplexWeights.Of(preference);
        network?.Run(embedding, weights, logits);
        for (int k = 0; k < count; k++)
        {
            double logit = network is null ? sharpness * weights.Reward(quality[k], cost[k]) : logits[k];
            scores[k] = new CandidateScore(quality[k], cost[k], 0, logit);
        }
    }

    public void Distribution(ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities)
    {
        if (!sample)
        {
            IRouter.GreedyDistribution(scores, eligible, probabilities);
            return;
        }

        for (int k = 0; k < scores.Length; k++)
        {
            probabilities[k] = scores[k].Utility;
        }

        SoftmaxPolicy.Normalise(probabilities, eligible);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(sharpness);
        writer.Write(sample);
        rewards.Write(writer);
        writer.Write(network is not null);
        network?.Write(writer);
    }

    public static BarpRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        double sharpness = reader.ReadDouble();
        bool sample = reader.ReadBoolean();
        RewardModel rewards = RewardModel.Read(reader);
        PolicyNetwork? network = reader.ReadBoolean() ? PolicyNetwork.Read(reader) : null;
        bool fits = rewards.Arms == models.Length && (network is null || network.Fits(rewards));
        return fits && sharpness is > 0 and < double.PositiveInfinity
            ? new BarpRouter(models, rewards, network, sharpness, sample)
            : throw new ModelFormatException($"Section '{SectionName}': {models.Length} models, {rewards.Arms} expectations and a sharpness of {sharpness} do not fit.");
    }
}
