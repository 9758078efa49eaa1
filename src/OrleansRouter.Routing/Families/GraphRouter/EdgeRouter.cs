using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Networks;

namespace OrleansRouter.Routing.Families.GraphRouter;

/// <summary>Expectations of edges between a query and every model.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="shape">Widths, and the descriptions of the models.</param>
/// <param name="network">Gives K groups of T targets for an embedding.</param>
internal sealed class EdgeRouter(string[] models, GraphRouterNetwork shape, ServingNetwork network) : IRouter
{
    private const string SectionName = "graph-router";
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
            predicted[(j % shape.Targets * models.Length) + (j / shape.Targets)] = outputs[j];
        }

        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(shape.ModelFeatures);
        writer.Write(shape.Targets);
        writer.Write(shape.Projection);
        writer.Write(shape.Hidden0);
        writer.Write(shape.Hidden1);
        network.Write(writer);
    }

    public static EdgeRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        var shape = new GraphRouterNetwork(
            reader.ReadSingleMatrix(), reader.ReadInt32(2, 3), reader.ReadInt32(1, int.MaxValue), reader.ReadInt32(1, int.MaxValue), reader.ReadInt32(1, int.MaxValue));
        return shape.ModelFeatures.Rows == models.Length && shape.ModelFeatures.Columns > 0 && Array.TrueForAll(shape.ModelFeatures.Values, float.IsFinite)
            ? new EdgeRouter(models, shape, ServingNetwork.Read(reader, shape.Define))
            : throw new ModelFormatException(
                $"Section '{SectionName}': {models.Length} models but {shape.ModelFeatures.Rows} × {shape.ModelFeatures.Columns} finite features of models.");
    }
}
