using OrleansRouter.Learning.Decomposition;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.MetaRouter;

/// <summary>Gains over a reference model, and costs.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="projection">Reduces embeddings, or null.</param>
/// <param name="reference">Index of the reference model.</param>
/// <param name="gains">Per model its gain over the reference; for the reference its own score.</param>
/// <param name="costs">K normalised costs.</param>
internal sealed class MetaRouterRouter(string[] models, PcaModel? projection, int reference, ModelGain[] gains, MultiLinearModel costs) : IRouter
{
    private const string SectionName = "meta-router";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => projection?.FeatureCount ?? costs.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int dimensions = projection is null ? 0 : costs.FeatureCount;
        Span<float> reduced = dimensions <= StackLimit ? stackalloc float[dimensions] : new float[dimensions];
        projection?.Transform(embedding, reduced);
        ReadOnlySpan<float> features = projection is null ? embedding : reduced;
        Span<double> predicted = models.Length <= StackLimit ? stackalloc double[2 * models.Length] : new double[2 * models.Length];
        costs.Predict(features, predicted[models.Length..]);
        double level = gains[reference].Predict(features);
        for (int k = 0; k < models.Length; k++)
        {
            predicted[k] = k == reference ? level : level + gains[k].Predict(features);
        }

        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(reference);
        writer.Write(projection is not null);
        projection?.Write(writer);
        Array.ForEach(gains, gain => gain.Write(writer));
        costs.Write(writer);
    }

    public static MetaRouterRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        int reference = reader.ReadInt32(0, models.Length - 1);
        PcaModel? projection = reader.ReadBoolean() ? PcaModel.Read(reader) : null;
        ModelGain[] gains = [.. models.Select(_ => ModelGain.Read(reader))];
        var costs = MultiLinearModel.Read(reader);
        bool fits = costs.TargetCount == models.Length
            && gains.All(gain => gain.Model.FeatureCount == costs.FeatureCount)
            && (projection is null || projection.Components.Rows == costs.FeatureCount);
        return fits
            ? new MetaRouterRouter(models, projection, reference, gains, costs)
            : throw new ModelFormatException($"Section '{SectionName}': gains, costs and projection do not fit together.");
    }
}
