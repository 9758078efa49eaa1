using OrleansRouter.Learning;

namespace OrleansRouter.Routing.Evidence;

/// <summary>φᵢ(x) = Σ_{j: h(j) = i} ξ(j)·xⱼ with a random sign ξ: embeddings in few features, whose inner products stay right on average.</summary>
[Paper("Weinberger et al. 2009", "feature hashing with signs")]
internal static class ContextFeatures
{
    /// <summary>How many features an embedding of <paramref name="dimensions"/> has: as many, at most <paramref name="most"/>.</summary>
    public static int Count(int dimensions, int most) => Math.Min(dimensions, most);

    /// <summary>Writes the features; a short embedding is copied.</summary>
    public static void Write(ReadOnlySpan<float> embedding, Span<float> features)
    {
        if (embedding.Length <= features.Length)
        {
            embedding.CopyTo(features);
            return;
        }

        features.Clear();
        for (int j = 0; j < embedding.Length; j++)
        {
            ulong hash = (ulong)(j + 1) * 0x9E3779B97F4A7C15UL;
            hash = (hash ^ (hash >> 31)) * 0xBF58476D1CE4E5B9UL;
            features[(int)Math.BigMul(hash, (ulong)features.Length, out _)] += (hash & 1) == 0 ? embedding[j] : -embedding[j];
        }
    }
}
