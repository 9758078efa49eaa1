using OrleansRouter.Learning;
using OrleansRouter.Learning.Clustering;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Families.Knn;

namespace OrleansRouter.Routing.Families.AvengersPro;

/// <summary>
/// Clusters the training queries by k-means and expects of every model, on a new query, the average over the nearest clusters of its mean
/// quality, normalised cost and risk there; the choice is argmax_k w_q·q̂ − λ·ĉ − β·σ̂.
/// </summary>
public sealed class AvengersProFamily : IRouterFamily
{
    /// <inheritdoc/>
    public string Name => "avengers-pro";

    /// <inheritdoc/>
    public object DefaultOptions => new AvengersProOptions();

    /// <inheritdoc/>
    public IRouter Train(TrainingSet data, object options, ulong seed, FitContext context)
    {
        AvengersProOptions avengers = FamilyOptions.As<AvengersProOptions>(this, options);
        context.CancellationToken.ThrowIfCancellationRequested();
        Matrix<double> labels = TargetColumns.Of(data.Validated());
        var kMeans = new KMeansOptions { Clusters = Math.Min(avengers.Clusters, labels.Rows), Restarts = avengers.Restarts };
        KMeansModel clusters = KMeans.Fit(data.Features, null, kMeans, seed, context);
        Matrix<double> means = ClusterMeans.Of(labels, clusters.Assign(data.Features, context), kMeans.Clusters);
        return new AvengersProRouter(
            [.. data.Models], Math.Min(avengers.Nearest, kMeans.Clusters), clusters, new NeighborMean(means, NeighborWeighting.Uniform, epsilon: 0));
    }

    /// <inheritdoc/>
    public IRouter Read(ModelReader reader) => AvengersProRouter.Read(reader);
}
