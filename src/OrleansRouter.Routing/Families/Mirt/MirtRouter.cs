using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.Mirt;

/// <summary>Expectations by item response.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="shape">Widths.</param>
/// <param name="scale">Turns scores and risks in (0, 1) into units of quality.</param>
/// <param name="network">Gives K scores, K normalised costs and possibly K risks.</param>
internal sealed class MirtRouter(string[] models, MirtNetwork shape, UnitScale scale, ServingNetwork network) : IRouter
{
    private const string SectionName = "mirt";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => network.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        int count = network.OutputCount;
        Span<float> outputs = count <= StackLimit ? stackalloc float[count] : new float[count];
        Span<double> predicted = count <= StackLimit ? stackalloc double[count] : new double[count];
        network.Run(embedding, outputs);
        for (int j = 0; j < count; j++)
        {
            predicted[j] = (j / models.Length) switch { 0 => scale.FromUnit(outputs[j]), 1 => outputs[j], _ => scale.Range * outputs[j] };
        }

        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(shape.Heads);
        writer.Write(shape.Hidden);
        writer.Write(shape.Latent);
        scale.Write(writer);
        network.Write(writer);
    }

    public static MirtRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        var shape = new MirtNetwork(models.Length, reader.ReadInt32(2, 3), reader.ReadInt32(1, int.MaxValue), reader.ReadInt32(1, int.MaxValue));
        return new MirtRouter(models, shape, UnitScale.Read(reader), ServingNetwork.Read(reader, shape.Define));
    }
}
