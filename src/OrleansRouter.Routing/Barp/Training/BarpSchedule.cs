using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>Which queries every step of a training asks about: passes over all that can be asked about, each in an order of its own.</summary>
/// <param name="queries">The queries that can be asked about.</param>
/// <param name="options">Size of batches, rows per query.</param>
/// <param name="seed">Seed of the order.</param>
internal sealed class BarpSchedule(int[] queries, BarpOptions options, ulong seed)
{
    private (long Pass, int[] Rows) _order = (-1, []);

    /// <summary>Steps of one pass.</summary>
    public int StepsPerPass { get; } = StepsOf(queries.Length, options);

    /// <summary>Steps of one pass over so many queries.</summary>
    public static int StepsOf(int queries, BarpOptions options) => (queries + options.BatchRows - 1) / options.BatchRows;

    /// <summary>The rows of a step: every query as often as it has rows.</summary>
    /// <param name="step">From 0.</param>
    public ReadOnlyMemory<int> Batch(long step)
    {
        (long pass, long place) = Math.DivRem(step, StepsPerPass);
        if (_order.Pass != pass)
        {
            _order = (pass, OrderOf(pass));
        }

        int first = (int)place * options.BatchRows * options.RowsPerQuery;
        return _order.Rows.AsMemory(first, Math.Min(options.BatchRows * options.RowsPerQuery, _order.Rows.Length - first));
    }

    private int[] OrderOf(long pass)
    {
        int[] order = [.. queries];
        Rng.Stream(~seed, (ulong)pass + 1).Shuffle(order.AsSpan());
        return [.. order.SelectMany(query => Enumerable.Repeat(query, options.RowsPerQuery))];
    }
}
