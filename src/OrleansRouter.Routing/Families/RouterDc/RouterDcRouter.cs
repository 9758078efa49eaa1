using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RouterDc;

/// <summary>Ranks models by similarity, at any preference; reported quality, cost and risk are the models' means.</summary>
/// <param name="means">What is known of each model.</param>
/// <param name="shape">Widths and temperature.</param>
/// <param name="network">Gives K similarities.</param>
internal sealed class RouterDcRouter(ModelMeans means, RouterDcNetwork shape, ServingNetwork network) : IRouter
{
    private const string SectionName = "router-dc";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => means.Models;

    public int FeatureCount => network.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        Span<float> similarities = scores.Length <= StackLimit ? stackalloc float[scores.Length] : new float[scores.Length];
        network.Run(embedding, similarities);
        for (int k = 0; k < scores.Length; k++)
        {
            scores[k] = means.Score(k, preference) with { Utility = similarities[k] };
        }
    }

    public void Write(ModelWriter writer)
    {
        means.Write(writer, SectionName);
        writer.Write(shape.Dimensions);
        writer.Write(shape.Temperature);
        network.Write(writer);
    }

    public static RouterDcRouter Read(ModelReader reader)
    {
        ModelMeans means = ModelMeans.Read(reader, SectionName);
        int dimensions = reader.ReadInt32(1, int.MaxValue);
        double temperature = reader.ReadDouble();
        var shape = new RouterDcNetwork(means.Models.Length, dimensions, temperature);
        return means.Models.Length > 0 && temperature is > 0 and < double.PositiveInfinity
            ? new RouterDcRouter(means, shape, ServingNetwork.Read(reader, shape.Define))
            : throw new ModelFormatException($"Section '{SectionName}': {means.Models.Length} models and a temperature of {temperature}; expected some and a positive number.");
    }
}
