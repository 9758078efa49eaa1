namespace OrleansRouter.Learning.Networks;

/// <summary>The randomness of one training step, as one shard of its batch sees it.</summary>
/// <param name="Seed">Seed of the step.</param>
/// <param name="FirstRow">Place in the batch of the shard's first row.</param>
public readonly record struct BatchNoise(ulong Seed, int FirstRow)
{
    /// <summary>Random numbers of the shard's row <paramref name="row"/> for the loader of the batch: sampled preferences, actions.</summary>
    public RowRandom Row(int row) => ForNode(-1, row);

    internal RowRandom ForNode(int node, int row) => new(Seed, (ulong)(node + 1), (ulong)(FirstRow + row));
}
