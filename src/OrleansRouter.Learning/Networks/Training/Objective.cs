namespace OrleansRouter.Learning.Networks.Training;

/// <summary>Fills the inputs of a graph, for example with <c>features.Load(table, batch.Rows)</c>. It may run the graph forward to sample actions.</summary>
public delegate void BatchLoader(Batch batch);

/// <summary>What one copy of a network minimises.</summary>
/// <param name="Loss">One column, a loss per row; the mean over the batch is minimised.</param>
/// <param name="Load">Fills the inputs for a batch.</param>
public sealed record Objective(Node Loss, BatchLoader Load);

/// <summary>The rows of one shard of a mini-batch.</summary>
/// <param name="rows">Numbers of training rows, in [0, number of rows).</param>
/// <param name="noise">Randomness of the step.</param>
public readonly ref struct Batch(ReadOnlySpan<int> rows, BatchNoise noise)
{
    /// <summary>Numbers of training rows, in [0, number of rows).</summary>
    public ReadOnlySpan<int> Rows { get; } = rows;

    /// <summary>Random numbers for place <paramref name="row"/> of <see cref="Rows"/>; the same whatever the shards and threads.</summary>
    public RowRandom Random(int row) => noise.Row(row);
}
