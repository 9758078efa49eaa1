using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Families.Networks;

/// <summary>Trains the network of a family by Adam over shuffled queries.</summary>
/// <param name="Options">Passes, batch, step size.</param>
/// <param name="Queries">Number of training queries.</param>
/// <param name="ExamplesPerQuery">Models, or cost weights, that a query is one example with each.</param>
/// <param name="Seed">First weights, order of queries, noise.</param>
/// <param name="Context">Threads, progress and cancellation.</param>
/// <param name="Start">Replaces the first weights, or null to keep the drawn ones.</param>
internal sealed record NetworkTraining(
    NetworkOptions Options, int Queries, int ExamplesPerQuery, ulong Seed, FitContext Context, Action<ParameterSet>? Start)
{
    // A shard must be worth a thread's while, and a batch of the published sizes must give every thread some.
    private const int ShardExamples = 64;

    /// <summary>The trained parameters of the network that <paramref name="define"/> builds.</summary>
    public ParameterSet Run(Func<Graph, Objective> define)
    {
        var parameters = new ParameterSet(Seed);
        var trainer = new Trainer(parameters, define, TrainingOptions(), Seed, Context);
        Start?.Invoke(parameters);
        int[] queries = Options.ValidationShare > 0 ? Rng.Stream(Seed, ulong.MaxValue).Permutation(Queries) : [.. Enumerable.Range(0, Queries)];
        int held = Math.Min((int)Math.Round(Queries * Options.ValidationShare), Queries - 1);
        trainer.Run(queries[held..], queries[..held]);
        return parameters;
    }

    private TrainingOptions TrainingOptions() => new()
    {
        Optimizer = new AdamOptions { LearningRate = Options.LearningRate },
        Epochs = Options.Epochs,
        BatchRows = Math.Min(Queries, QueriesOf(Options.BatchRows)),
        ShardRows = QueriesOf(ShardExamples),
    };

    private int QueriesOf(int examples) => Math.Max(1, (examples + (ExamplesPerQuery / 2)) / ExamplesPerQuery);
}
