using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.RmSoftmax;

/// <summary>Ranks models by logits; reported quality, cost and risk are the models' means, since the policy predicts none of them.</summary>
/// <param name="shape">Widths, grid and temperature.</param>
/// <param name="monotone">Reads scores from logits.</param>
/// <param name="network">Gives G groups of K logits.</param>
internal sealed class RmSoftmaxRouter(RmSoftmaxNetwork shape, MonotoneLogits monotone, ServingNetwork network) : IRouter
{
    private const string SectionName = "rm-softmax";
    private const int StackLimit = 1024;

    public IReadOnlyList<string> Models => monotone.Means.Models;

    public int FeatureCount => network.FeatureCount;

    /// <summary>The trained policy.</summary>
    public ServingNetwork Network => network;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = network.OutputCount;
        Span<float> logits = count <= StackLimit ? stackalloc float[count] : new float[count];
        network.Run(embedding, logits);
        monotone.Score(logits, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        monotone.Write(writer, SectionName);
        writer.Write(shape.Hidden0);
        writer.Write(shape.Hidden1);
        writer.Write(shape.Temperature);
        network.Write(writer);
    }

    public static RmSoftmaxRouter Read(ModelReader reader)
    {
        MonotoneLogits monotone = MonotoneLogits.Read(reader, SectionName);
        int hidden0 = reader.ReadInt32(1, int.MaxValue), hidden1 = reader.ReadInt32(1, int.MaxValue);
        double temperature = reader.ReadDouble();
        var shape = new RmSoftmaxNetwork(monotone.Means.Models.Length, [.. monotone.CostWeights], hidden0, hidden1, temperature);
        return temperature is > 0 and < double.PositiveInfinity
            ? new RmSoftmaxRouter(shape, monotone, ServingNetwork.Read(reader, shape.Define))
            : throw new ModelFormatException($"Section '{SectionName}': the temperature is {temperature}; expected a positive number.");
    }
}
