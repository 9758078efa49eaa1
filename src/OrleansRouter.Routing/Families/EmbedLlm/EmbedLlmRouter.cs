using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.EmbedLlm;

/// <summary>
/// Expects the risk-adjusted quality ŝ_k(x), and of every model its cost and mean risk σ̄_k. Reported quality is ŝ_k + β·σ̄_k, so that
/// the utility at the risk aversion of training is exactly that of ŝ_k, and a tenant's other risk aversion weighs σ̄_k by the difference.
/// </summary>
/// <param name="models">The K model ids.</param>
/// <param name="shape">Widths.</param>
/// <param name="scale">Turns scores in (0, 1) into qualities.</param>
/// <param name="riskAversion">β of training.</param>
/// <param name="meanRisk">σ̄, length K.</param>
/// <param name="network">Gives K logits.</param>
internal sealed class EmbedLlmRouter(
    string[] models, EmbedLlmNetwork shape, UnitScale scale, double riskAversion, double[] meanRisk, ServingNetwork network) : IRouter
{
    private const string SectionName = "embed-llm";
    private const int StackLimit = 512;

    private readonly double[] _costs = [.. shape.Costs(network.Parameters).Select(c => Math.Clamp(c, 0, 1))];

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => network.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        Span<float> logits = models.Length <= StackLimit ? stackalloc float[models.Length] : new float[models.Length];
        network.Run(embedding, logits);
        for (int k = 0; k < logits.Length; k++)
        {
            double quality = scale.FromUnit(1 / (1 + Math.Exp(-logits[k]))) + (riskAversion * meanRisk[k]);
            scores[k] = new CandidateScore(quality, _costs[k], meanRisk[k], preference.Utility(quality, _costs[k], meanRisk[k]));
        }
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(shape.Dimensions);
        scale.Write(writer);
        writer.Write(riskAversion);
        writer.Write(meanRisk);
        network.Write(writer);
    }

    public static EmbedLlmRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        var shape = new EmbedLlmNetwork(models.Length, reader.ReadInt32(1, int.MaxValue));
        UnitScale scale = UnitScale.Read(reader);
        double riskAversion = reader.ReadDouble();
        double[] meanRisk = reader.ReadDoubles();
        return double.IsFinite(riskAversion) && meanRisk.Length == models.Length && meanRisk.All(r => r is >= 0 and < double.PositiveInfinity)
            ? new EmbedLlmRouter(models, shape, scale, riskAversion, meanRisk, ServingNetwork.Read(reader, shape.Define))
            : throw new ModelFormatException($"Section '{SectionName}': {models.Length} models need a finite risk aversion and as many risks of at least 0.");
    }
}
