using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Families.Knn;

/// <summary>wᵢ = 1/(dᵢ + ε); where some neighbour is an exact hit, dᵢ ≤ ε, hits weigh 1 and all others 0.</summary>
[Paper("DARS", "kNN router")]
internal static class NeighborWeights
{
    /// <summary>Writes the weights, not normalised.</summary>
    /// <param name="distances">Nearest first, finite.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="weighting">The rule above, or all ones.</param>
    /// <param name="weights">Destination, as long as <paramref name="distances"/>; at least one is positive.</param>
    public static void Fill(ReadOnlySpan<float> distances, double epsilon, NeighborWeighting weighting, Span<double> weights)
    {
        bool hit = distances[0] <= epsilon;
        for (int i = 0; i < distances.Length; i++)
        {
            weights[i] = weighting == NeighborWeighting.Uniform ? 1
                : !hit ? 1 / (distances[i] + epsilon)
                : distances[i] <= epsilon ? 1 : 0;
        }
    }
}
