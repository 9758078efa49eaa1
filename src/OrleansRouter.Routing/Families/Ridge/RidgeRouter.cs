using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Ridge;

/// <summary>Linear expectations of quality, cost and, where it was learned, risk.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="expectations">K qualities, K normalised costs and possibly K risks of an embedding.</param>
internal sealed class RidgeRouter(string[] models, MultiLinearModel expectations) : IRouter
{
    private const string SectionName = "ridge";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => expectations.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = expectations.TargetCount;
        Span<double> predicted = count <= StackLimit ? stackalloc double[count] : new double[count];
        expectations.Predict(embedding, predicted);
        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        expectations.Write(writer);
    }

    public static RidgeRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        MultiLinearModel expectations = MultiLinearModel.Read(reader);
        return TargetColumns.Fit(expectations.TargetCount, models.Length)
            ? new RidgeRouter(models, expectations)
            : throw new ModelFormatException($"Section '{SectionName}': {models.Length} models but {expectations.TargetCount} expectations.");
    }
}
