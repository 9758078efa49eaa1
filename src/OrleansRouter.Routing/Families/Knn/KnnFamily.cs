using OrleansRouter.Learning;
using OrleansRouter.Learning.Neighbors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>
/// Mean quality, normalised cost and risk of every model over the k nearest training queries, weighted by inverse distance; the choice is
/// argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
public sealed class KnnFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "knn";

    /// <inheritdoc/>
    public object DefaultOptions => new KnnOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        KnnOptions knn = FamilyOptions.As<KnnOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        Matrix<double> labels = TargetColumns.Of(data.Validated());
        var neighbors = new NearestNeighbors(data.Features, knn.Metric);
        var mean = new NeighborMean(labels, knn.Weighting, knn.Epsilon);
        int k = Math.Min(knn.K ?? NeighborCount.Choose(neighbors, mean, labels, data.Models.Count, context), labels.Rows);
        return new KnnRouter([.. data.Models], k, neighbors, mean);
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => KnnRouter.Read(reader);
}
