using OrleansRouter.Learning.Networks.Mlp;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Mlp;

/// <summary>Expectations by perceptrons.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="regressions">K qualities, K normalised costs and possibly K risks of an embedding.</param>
internal sealed class MlpRouter(string[] models, MultiMlpModel[] regressions) : IRouter
{
    private const string SectionName = "mlp";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => regressions[0].FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = regressions.Length * models.Length;
        Span<double> predicted = count <= StackLimit ? stackalloc double[count] : new double[count];
        for (int r = 0; r < regressions.Length; r++)
        {
            regressions[r].Predict(embedding, predicted.Slice(r * models.Length, models.Length));
        }

        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(regressions.Length);
        foreach (MultiMlpModel regression in regressions)
        {
            regression.Write(writer);
        }
    }

    public static MlpRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        var regressions = new MultiMlpModel[reader.ReadInt32(2, 3)];
        for (int r = 0; r < regressions.Length; r++)
        {
            regressions[r] = MultiMlpModel.Read(reader);
        }

        return Array.TrueForAll(regressions, r => r.TargetCount == models.Length && r.FeatureCount == regressions[0].FeatureCount)
            ? new MlpRouter(models, regressions)
            : throw new ModelFormatException($"Section '{SectionName}': {models.Length} models, but a regression of other targets or features.");
    }
}
