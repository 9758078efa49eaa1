using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees.Rows;

namespace OrleansRouter.Learning.Boosting;

/// <summary>Every random choice of a boosted model: the rows held out, and the rows and features of each round.</summary>
/// <param name="options">Shares.</param>
/// <param name="seed">Seed of the model.</param>
internal sealed class BoostingDraws(BoostingOptions options, ulong seed)
{
    /// <summary>Parts the rows into those that trees are grown from and those held out.</summary>
    /// <exception cref="ArgumentException">One part is empty though it is needed.</exception>
    public (RowUnits Training, RowUnits Validation) Holdout(RowUnits units)
    {
        // No round has this number.
        (RowUnits training, RowUnits validation) = units.Part(Rng.Stream(seed, ulong.MaxValue), options.ValidationShare);
        return training.Total > 0 && (validation.Total > 0 || options.ValidationShare == 0)
            ? (training, validation)
            : throw new ArgumentException(
                $"A validation share of {options.ValidationShare} left {training.Total} rows to train on and {validation.Total} to validate; both need some.");
    }

    /// <summary>Draws the rows and features of a round.</summary>
    /// <param name="round">Number of the round.</param>
    /// <param name="training">The units that trees are grown from.</param>
    /// <param name="featureCount">Number of features.</param>
    /// <param name="counts">Receives how many units of each row the round sees.</param>
    /// <returns>Seed of the draws within the tree, and the features that it may use, ascending.</returns>
    public (ulong TreeSeed, int[] Features) Round(int round, RowUnits training, int featureCount, Span<int> counts)
    {
        var rng = Rng.Stream(seed, (ulong)round);
        ulong treeSeed = rng.NextUInt64();
        int[] features = [.. Enumerable.Range(0, featureCount)];
        int count = Math.Max(1, (int)(options.FeatureShare * featureCount));
        if (count < featureCount)
        {
            rng.Shuffle(features.AsSpan());
            Array.Resize(ref features, count);
            Array.Sort(features);
        }

        if (options.RowShare < 1)
        {
            training.Subsample(rng, options.RowShare, counts);
        }
        else
        {
            training.All(counts);
        }

        return (treeSeed, features);
    }
}
