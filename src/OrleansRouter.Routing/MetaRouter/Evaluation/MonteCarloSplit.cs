using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.MetaRouter.Evaluation;

/// <summary>One round's random division of the rows.</summary>
/// <param name="Test">Rows that are tested on.</param>
/// <param name="Gold">Rows whose gold label is shown.</param>
/// <param name="Preference">Rows whose preference is shown.</param>
internal sealed record MonteCarloSplit(int[] Test, int[] Gold, int[] Preference)
{
    /// <summary>Divides the rows of <paramref name="labels"/>.</summary>
    /// <exception cref="ArgumentException">There are too few rows; the message says which.</exception>
    public static MonteCarloSplit Draw(PairedLabels labels, MetaRouterEvaluationOptions options, Rng rng)
    {
        int[] order = rng.Permutation(labels.Gold.Length);
        int[] test = order[..Math.Min(options.TestSize, order.Length)], rest = order[test.Length..];
        bool[]? sources = options.KeepSources ? labels.GoldLabelled ?? throw new ArgumentException(
            $"{labels.Source}: the data do not say which queries gold judged, so its rows cannot be kept apart.") : null;
        int[] gold = [.. rest.Where(i => sources?[i] ?? true).Take(options.GoldSize)];
        int[] preference = [.. (sources is null ? rest.Skip(gold.Length) : rest.Where(i => !sources[i])).Take(options.PreferenceSize ?? int.MaxValue)];
        Require(labels, test.Length, options.TestSize, "test queries");
        Require(labels, gold.Length, options.GoldSize, "gold labels");
        Require(labels, preference.Length, options.PreferenceSize ?? 2, "preferences");
        return new MonteCarloSplit(test, gold, preference);
    }

    private static void Require(PairedLabels labels, int have, int need, string what)
    {
        if (have < need)
        {
            throw new ArgumentException($"{labels.Source}: {labels.Gold.Length} rows leave {have} {what} in a round; {need} are needed.");
        }
    }
}
