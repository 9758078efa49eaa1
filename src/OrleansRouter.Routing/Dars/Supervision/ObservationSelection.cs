using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Dars.Supervision;

/// <summary>Which observations of one query and model labels are made of.</summary>
internal static class ObservationSelection
{
    /// <summary>The observations that a variant uses.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="observations">All of one query and model, at least one, ordered by rewrite.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="rng">Where the variant draws from.</param>
    public static int[] Of(DarsData data, ReadOnlySpan<int> observations, SupervisionVariant variant, Rng rng) => variant switch
    {
        SupervisionVariant.SingleShot => [observations[rng.NextInt(observations.Length)]],
        SupervisionVariant.InputOnly => OneOfEachRewrite(data, observations, rng),
        SupervisionVariant.OutputOnly => OneRewrite(data, observations),
        _ => observations.ToArray(),
    };

    /// <summary>Up to <paramref name="decodes"/> random decodes of each of the first <paramref name="rewrites"/> rewrites in a given order.</summary>
    /// <param name="data">The observations.</param>
    /// <param name="observations">All of one query and model.</param>
    /// <param name="rewriteRanks">Rank of every rewrite, the same for all models of a query.</param>
    /// <param name="rewrites">k ≥ 1.</param>
    /// <param name="decodes">l ≥ 1.</param>
    /// <param name="rng">Where decodes are drawn from.</param>
    public static int[] Of(DarsData data, ReadOnlySpan<int> observations, int[] rewriteRanks, int rewrites, int decodes, Rng rng)
    {
        List<int[]> groups = ByRewrite(data, observations);
        foreach (int[] group in groups)
        {
            rng.Shuffle(group.AsSpan());
        }

        return [.. groups.OrderBy(group => rewriteRanks[data.Table.Rewrite[group[0]]]).Take(rewrites).SelectMany(group => group.Take(decodes)).Order()];
    }

    private static int[] OneOfEachRewrite(DarsData data, ReadOnlySpan<int> observations, Rng rng) =>
        [.. ByRewrite(data, observations).Select(group => group[rng.NextInt(group.Length)])];

    private static int[] OneRewrite(DarsData data, ReadOnlySpan<int> observations)
    {
        List<int[]> groups = ByRewrite(data, observations);
        return groups.Find(group => data.Table.Rewrite[group[0]] == data.OriginalRewrite) ?? groups[0];
    }

    private static List<int[]> ByRewrite(DarsData data, ReadOnlySpan<int> observations) =>
        [.. observations.ToArray().GroupBy(j => data.Table.Rewrite[j]).Select(group => group.ToArray())];
}
