using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>Expects of every model what it earned on the nearest training queries.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="k">Number of neighbours, from 1 to the number of training rows.</param>
/// <param name="neighbors">The training embeddings.</param>
/// <param name="mean">Their K qualities, K normalised costs and possibly K risks.</param>
internal sealed class KnnRouter(string[] models, int k, NearestNeighbors neighbors, NeighborMean mean) : IRouter
{
    private const string SectionName = "knn";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => neighbors.Points.Columns;

    /// <summary>How many neighbours are asked.</summary>
    public int NeighborCount => k;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        Span<int> indices = k <= StackLimit ? stackalloc int[k] : new int[k];
        Span<float> distances = k <= StackLimit ? stackalloc float[k] : new float[k];
        Span<double> predicted = mean.TargetCount <= StackLimit ? stackalloc double[mean.TargetCount] : new double[mean.TargetCount];
        neighbors.Search(embedding, indices, distances);
        mean.Predict(indices, distances, predicted);
        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(k);
        neighbors.Write(writer);
        mean.Write(writer);
    }

    public static KnnRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        int k = reader.ReadInt32(1, int.MaxValue);
        NearestNeighbors neighbors = NearestNeighbors.Read(reader);
        NeighborMean mean = NeighborMean.Read(reader);
        return mean.Rows == neighbors.Points.Rows && k <= mean.Rows && mean.IsComplete && TargetColumns.Fit(mean.TargetCount, models.Length)
            ? new KnnRouter(models, k, neighbors, mean)
            : throw new ModelFormatException(
                $"Section '{SectionName}': {neighbors.Points.Rows} points, {mean.Rows} × {mean.TargetCount} labels, {models.Length} models and k = {k} do not fit.");
    }
}
