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

    /// <summary>Up to <paramref name="decodes"/> random decodes of up to <paramref name="rewrites"/> random rewrites.</summary>
    public static int[] Of(DarsData data, ReadOnlySpan<int> observations, int rewrites, int decodes, Rng rng)
    {
        List<int[]> groups = ByRewrite(data, observations);
        rng.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(groups));
        foreach (int[] group in groups)
        {
            rng.Shuffle(group.AsSpan());
        }

        return [.. groups.Take(rewrites).SelectMany(group => group.Take(decodes)).Order()];
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
