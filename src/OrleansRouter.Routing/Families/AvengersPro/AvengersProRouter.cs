using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Knn;

namespace OrleansRouter.Routing.Families.AvengersPro;

/// <summary>Expects of every model what it earned in the nearest clusters of training queries.</summary>
/// <param name="models">The K model ids.</param>
/// <param name="nearest">How many clusters are averaged, from 1 to their number.</param>
/// <param name="clusters">The clusters.</param>
/// <param name="means">Their K mean qualities, K mean normalised costs and possibly K mean risks.</param>
internal sealed class AvengersProRouter(string[] models, int nearest, KMeansModel clusters, NeighborMean means) : IRouter
{
    private const string SectionName = "avengers-pro";
    private const int StackLimit = 512;

    public IReadOnlyList<string> Models => models;

    public int FeatureCount => clusters.FeatureCount;

    public void Score(ReadOnlySpan<float> embedding, Preference preference, Span<CandidateScore> scores)
    {
        Span<int> indices = nearest <= StackLimit ? stackalloc int[nearest] : new int[nearest];
        Span<float> distances = nearest <= StackLimit ? stackalloc float[nearest] : new float[nearest];
        Span<double> predicted = means.TargetCount <= StackLimit ? stackalloc double[means.TargetCount] : new double[means.TargetCount];
        clusters.NearestClusters(embedding, indices, distances);
        means.Predict(indices, distances, predicted);
        TargetColumns.ToScores(predicted, preference, scores);
    }

    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        writer.Write(models);
        writer.Write(nearest);
        clusters.Write(writer);
        means.Write(writer);
    }

    public static AvengersProRouter Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        string[] models = reader.ReadStrings();
        int nearest = reader.ReadInt32(1, int.MaxValue);
        KMeansModel clusters = KMeansModel.Read(reader);
        NeighborMean means = NeighborMean.Read(reader);
        return means.Rows == clusters.Centres.Rows && nearest <= means.Rows && means.IsComplete && TargetColumns.Fit(means.TargetCount, models.Length)
            ? new AvengersProRouter(models, nearest, clusters, means)
            : throw new ModelFormatException(
                $"Section '{SectionName}': {clusters.Centres.Rows} clusters, {means.Rows} × {means.TargetCount} means, {models.Length} models and {nearest} nearest clusters do not fit.");
    }
}
