using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Networks.Training;

/// <summary>Trains a network by mini-batches. Equal parameters, options and seed give equal bytes on any number of threads.</summary>
public sealed class Trainer
{
    private const string SectionName = "network-trainer";

    private readonly ParameterSet _parameters;
    private readonly TrainingOptions _options;
    private readonly ulong _seed;
    private readonly FitContext _context;
    private readonly WorkCrew _crew;
    private readonly GradientShards _shards;
    private readonly Optimizer _optimizer;

    /// <summary>Prepares a training; nothing is computed yet.</summary>
    /// <param name="parameters">The parameters to train; created by <paramref name="define"/> unless they exist.</param>
    /// <param name="define">Builds the network in a graph and says what is minimised; called once per copy of the network.</param>
    /// <param name="options">Update rule, sizes, when to stop.</param>
    /// <param name="seed">Order of rows, dropout, noise.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the loss does not have one row per row of the batch.</exception>
    public Trainer(ParameterSet parameters, Func<Graph, Objective> define, TrainingOptions options, ulong seed, FitContext context)
    {
        (_parameters, _options, _seed, _context) = (parameters, FitGuard.Validated(options), seed, context);
        FitGuard.Validated(options.Optimizer);
        _crew = new WorkCrew(context.EffectiveThreads);
        _shards = new GradientShards(parameters, define, options);
        _optimizer = options.Optimizer.Create(parameters);
    }

    /// <summary>How many updates were made.</summary>
    public long Steps => _optimizer.Steps;

    /// <summary>Makes one update from the rows of one mini-batch; allocates nothing.</summary>
    /// <param name="rows">1 to <see cref="TrainingOptions.BatchRows"/> row numbers.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="ArithmeticException">The loss is not finite: the training diverged.</exception>
    public double Step(ReadOnlyMemory<int> rows)
    {
        _context.CancellationToken.ThrowIfCancellationRequested();
        double loss = _shards.ComputeAll(rows, StepSeed(), _crew, out float[] gradient);
        Update(loss, gradient);
        return loss;
    }

    /// <summary>Into how many shards a batch is cut.</summary>
    public int ShardCount(int rows) => _shards.ShardCount(rows);

    /// <summary>Computes what one shard adds to the next step; see <see cref="GradientShards.Compute"/>.</summary>
    public double Compute(ReadOnlyMemory<int> rows, int shard, out float[] gradient) => _shards.Compute(rows, shard, StepSeed(), out gradient);

    /// <summary>Makes one update from what the shards of one batch computed, wherever they did.</summary>
    /// <param name="loss">The sum of their shares of the mean loss, in their order.</param>
    /// <param name="gradient">The sum of their gradients, in their order.</param>
    /// <exception cref="ArithmeticException">The loss is not finite: the training diverged.</exception>
    public void Update(double loss, float[] gradient)
    {
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException($"The mean loss of step {Steps} is {loss}; lower the learning rate or clip the gradient.");
        }

        _optimizer.Step(gradient, _crew);
    }

    /// <summary>The seed that <see cref="GradientShards.Compute"/> needs for the next step.</summary>
    public ulong StepSeed() => new RowRandom(_seed, node: 0, (ulong)Steps).NextUInt64();

    /// <summary>Passes over the rows until the epochs are done or the loss stops improving; with validation rows the best parameters are kept.</summary>
    /// <param name="rows">Row numbers to train on.</param>
    /// <param name="validationRows">Row numbers to watch instead of the training loss, or empty.</param>
    public TrainingReport Run(int[] rows, int[]? validationRows = null)
    {
        var watch = new ProgressWatch(_options, _parameters, keepBest: validationRows is { Length: > 0 });
        while (watch.Epoch < _options.Epochs && !watch.Stalled)
        {
            watch.Record(RunEpoch(rows, watch.Epoch), validationRows is { Length: > 0 } ? _shards.MeanLoss(validationRows) : null);
            _context.Progress?.Report((double)watch.Epoch / _options.Epochs);
        }

        return watch.Finish();
    }

    /// <summary>Makes one pass over the rows; a job that is to survive a restart calls <see cref="Write"/> between passes.</summary>
    /// <param name="rows">Row numbers to train on.</param>
    /// <param name="epoch">Number of the pass, from 0: it decides the order of the rows.</param>
    /// <returns>The mean loss, each row's before its update.</returns>
    public double RunEpoch(int[] rows, int epoch)
    {
        int[] order = [.. rows];
        Rng.Stream(~_seed, (ulong)epoch).Shuffle(order.AsSpan());
        double sum = 0;
        for (int start = 0; start < order.Length; start += _options.BatchRows)
        {
            int count = Math.Min(_options.BatchRows, order.Length - start);
            sum += count * Step(order.AsMemory(start, count));
        }

        return sum / order.Length;
    }

    /// <summary>Writes parameters and the optimiser's state.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        _parameters.Write(writer);
        _optimizer.Write(writer);
    }

    /// <summary>Restores what <see cref="Write"/> wrote into this trainer of the same network and options, which then continues where the other stopped.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, or belong to another network.</exception>
    public void Read(ModelReader reader)
    {
        reader.Section(SectionName, 1);
        _parameters.CopyFrom(ParameterSet.Read(reader));
        _optimizer.Read(reader);
    }
}
