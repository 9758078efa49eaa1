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

    private bool HasRisk => expectations.TargetCount == 3 * models.Length;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = expectations.TargetCount;
        Span<double> predicted = count <= StackLimit ? stackalloc double[count] : new double[count];
        expectations.Predict(embedding, predicted);
        for (int k = 0; k < models.Length; k++)
        {
            // A linear function leaves the range of its target; costs and risks outside theirs mean nothing.
            double cost = Math.Clamp(predicted[models.Length + k], 0, 1);
            double risk = HasRisk ? Math.Max(predicted[(2 * models.Length) + k], 0) : 0;
            scores[k] = new CandidateScore(predicted[k], cost, risk, preference.Utility(predicted[k], cost, risk));
        }
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
        return expectations.TargetCount == 2 * models.Length || expectations.TargetCount == 3 * models.Length
            ? new RidgeRouter(models, expectations)
            : throw new ModelFormatException($"Section '{SectionName}': {models.Length} models but {expectations.TargetCount} expectations.");
    }
}
