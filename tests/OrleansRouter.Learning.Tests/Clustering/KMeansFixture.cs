using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit;

namespace OrleansRouter.Learning.Tests.Clustering;

/// <summary>scikit-learn's clusters; written by bench/peers/kmeans_fixtures.py.</summary>
internal sealed record KMeansFixture(
    float[][] Rows, double[] Weights, int Clusters, double Inertia, double[][] LloydCentres, double LloydInertia, int[] LloydLabels)
{
    public static IReadOnlyDictionary<string, KMeansFixture> All { get; } = Fixture.Load<Dictionary<string, KMeansFixture>>("k-means");

    public Matrix<float> X => new(Rows.Length, Rows[0].Length, [.. Rows.SelectMany(row => row)]);

    public Matrix<double> FirstRows => new(Clusters, Rows[0].Length, [.. Rows.Take(Clusters).SelectMany(row => row).Select(x => (double)x)]);
}
