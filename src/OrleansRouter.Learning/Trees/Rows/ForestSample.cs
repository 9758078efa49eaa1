using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Trees.Rows;

/// <summary>The random numbers of each tree of a forest: its own seed first, then the draws of its bootstrap sample.</summary>
/// <param name="Seed">Seed of the forest.</param>
/// <param name="Units">Number of sampling units, which is also the number of draws.</param>
internal readonly record struct ForestSample(ulong Seed, int Units)
{
    /// <summary>Seed of the draws within a tree, and the source of its bootstrap sample.</summary>
    public (ulong TreeSeed, Rng Rng) Of(int tree)
    {
        var rng = Rng.Stream(Seed, (ulong)tree);
        return (rng.NextUInt64(), rng);
    }

    /// <summary>How often a tree's bootstrap sample holds each unit; never close to 255 times.</summary>
    public byte[] CountUnits(int tree)
    {
        var counts = new byte[Units];
        Rng rng = Of(tree).Rng;
        for (int draw = 0; draw < Units; draw++)
        {
            checked
            {
                counts[rng.NextInt(Units)]++;
            }
        }

        return counts;
    }
}
