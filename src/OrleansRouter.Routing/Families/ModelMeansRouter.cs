using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families;

/// <summary>A router that expects the same of a model on every query; by itself it takes the best mean utility.</summary>
internal class ModelMeansRouter(string section, ModelMeans means) : IRouter
{
    /// <summary>What is known of each model.</summary>
    protected ModelMeans Means => means;

    public IReadOnlyList<string> Models => means.Models;

    public int FeatureCount => means.FeatureCount;

    public virtual void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        for (int k = 0; k < scores.Length; k++)
        {
            scores[k] = means.Score(k, preference);
        }
    }

    public virtual void Distribution(ReadOnlySpan<CandidateScore> scores, ReadOnlySpan<bool> eligible, Span<double> probabilities) =>
        IRouter.GreedyDistribution(scores, eligible, probabilities);

    public void Write(ModelWriter writer) => means.Write(writer, section);
}
