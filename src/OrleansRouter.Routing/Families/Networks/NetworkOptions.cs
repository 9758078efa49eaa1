using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Routing.Families.Networks;

/// <summary>How the network of a family is trained; each family sets its published defaults.</summary>
public abstract record NetworkOptions
{
    private protected NetworkOptions(int epochs, int batchRows) => (Epochs, BatchRows) = (epochs, batchRows);

    /// <summary>Passes over the training queries.</summary>
    [Range(1, 100_000)] public int Epochs { get; init; }

    /// <summary>
    /// Examples of a mini-batch, an example being one query with one model (or one cost weight). A batch holds whole queries: as many as
    /// come nearest to this number, at least one.
    /// </summary>
    [Range(1, 1 << 20)] public int BatchRows { get; init; }

    /// <summary>Step size of Adam. Default 0.001.</summary>
    [Range(1e-9, 1e3)] public double LearningRate { get; init; } = 1e-3;

    /// <summary>
    /// Share of the queries that is held out and watched; the weights of the epoch that predicts them best are kept. Default 0.1: on thousands
    /// of queries observed once, the published number of passes learns their noise by heart. 0 trains to the end, as DARS' published code does
    /// on its few hundred queries.
    /// </summary>
    [Range(0, 0.5)] public double ValidationShare { get; init; } = 0.1;
}
