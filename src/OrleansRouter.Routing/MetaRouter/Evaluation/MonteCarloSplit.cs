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
        bool[]? sources = options.KeepSources ? labels.GoldLabelled ?? throw new ArgumentException(
            $"{labels.Source}: the data do not say which queries gold judged, so its rows cannot be kept apart.") : null;
        return Draw(labels.Source, labels.Gold.Length, sources, (options.TestSize, options.GoldSize, options.PreferenceSize), rng);
    }

    /// <summary>Divides so many rows.</summary>
    /// <param name="source">Where they came from, for the message.</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="goldLabelled">Per row whether only gold (true) or only the cheap mechanism may judge it; null where either may.</param>
    /// <param name="sizes">Rows of each part; null preferences for all that are left.</param>
    /// <param name="rng">Draws the order.</param>
    /// <exception cref="ArgumentException">There are too few rows; the message says which.</exception>
    public static MonteCarloSplit Draw(string source, int count, bool[]? goldLabelled, (int Test, int Gold, int? Preference) sizes, Rng rng)
    {
        int[] order = rng.Permutation(count);
        int[] test = order[..Math.Min(sizes.Test, count)], rest = order[test.Length..];
        int[] gold = [.. rest.Where(i => goldLabelled?[i] ?? true).Take(sizes.Gold)];
        int[] preference = [.. (goldLabelled is null ? rest.Skip(gold.Length) : rest.Where(i => !goldLabelled[i])).Take(sizes.Preference ?? int.MaxValue)];
        Require(test.Length, sizes.Test, "test queries");
        Require(gold.Length, sizes.Gold, "gold labels");
        Require(preference.Length, sizes.Preference ?? 2, "preferences");
        return new MonteCarloSplit(test, gold, preference);

        void Require(int have, int need, string what)
        {
            if (have < need)
            {
                throw new ArgumentException($"{source}: {count} rows leave {have} {what} in a round; {need} are needed.");
            }
        }
    }
}
