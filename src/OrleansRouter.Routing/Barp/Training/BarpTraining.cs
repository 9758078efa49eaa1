using System.Numerics.Tensors;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>
/// Learns π(a|x,w) from bandit feedback: per query a preference is drawn, a model is asked by the present policy, and the policy moves along
/// the gradient of the estimated reward. Where a reward model is used, it is fitted anew after 1, 2, 4, 8, … passes.
/// </summary>
/// <remarks>
/// A step is a function of the state before it and of what its shards computed from that state. So machines that each have the state may compute a
/// shard each, and all go on to the next state alike.
/// </remarks>
[Paper("BaRP", "Algorithm 1")]
internal sealed class BarpTraining
{
    private const string SectionName = "barp-training";

    private readonly Matrix<float> _features;
    private readonly BanditEnvironment _environment;
    private readonly BarpOptions _options;
    private readonly ParameterSet _parameters;
    private readonly Trainer _trainer;
    private readonly BarpKnowledge _knowledge;
    private readonly BarpSchedule _schedule;
    private readonly List<BarpShard> _shards = [];

    /// <summary>Prepares a training; nothing is asked yet.</summary>
    /// <param name="features">n × d prompt vectors.</param>
    /// <param name="environment">Answers what is asked, nothing else.</param>
    /// <param name="options">Validated.</param>
    /// <param name="seed">First weights, order, preferences, choices.</param>
    /// <param name="threads">Threads of a step.</param>
    /// <param name="refits">Trainings that do the same steps side by side share it.</param>
    public BarpTraining(Matrix<float> features, BanditEnvironment environment, BarpOptions options, ulong seed, int threads, LastRefit refits)
    {
        (_features, _environment, _options) = (features, environment, options);
        _knowledge = new BarpKnowledge(features, environment, options, refits);
        _schedule = new BarpSchedule(environment.UsableQueries(), options, seed);
        _parameters = new ParameterSet(seed);
        _trainer = new Trainer(_parameters, Define, options.ToTrainingOptions(), seed, new FitContext(threads));
    }

    /// <summary>How many steps were made.</summary>
    public long Steps => _trainer.Steps;

    /// <summary>How many passes were completed.</summary>
    public long Passes => Steps / _schedule.StepsPerPass;

    private bool IsUtility => _options.Head == DecisionHead.Utility;

    private bool UsesModel => IsUtility || _options.Advantage >= AdvantageKind.DoublyRobust;

    private PolicyShape Shape => new(_options.Head, _features.Columns, _environment.Arms, _options.PreferenceWidth, _options.HiddenWidth);

    /// <summary>Learns a policy.</summary>
    /// <param name="features">n × d prompt vectors.</param>
    /// <param name="environment">Answers what is asked, nothing else.</param>
    /// <param name="options">Validated.</param>
    /// <param name="seed">First weights, order, preferences, choices.</param>
    /// <param name="context">Threads, progress and cancellation; equal seeds give equal bytes on any number of threads.</param>
    public static TrainedPolicy Run(Matrix<float> features, BanditEnvironment environment, BarpOptions options, ulong seed, FitContext context)
    {
        var training = new BarpTraining(features, environment, options, seed, context.Threads, new LastRefit());
        for (int pass = 1; pass <= options.Epochs; pass++)
        {
            training.RunPass(context);
            context.Progress?.Report((double)pass / options.Epochs);
        }

        return training.Finish(context);
    }

    /// <summary>Makes one step after another until a pass is complete.</summary>
    public void RunPass(FitContext context)
    {
        do
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlyMemory<int> batch = _schedule.Batch(Steps);
            _trainer.Step(batch);
            EndStep(_shards.Take(_trainer.ShardCount(batch.Length)).Select(shard => shard.Outcomes), context);
        }
        while (Steps % _schedule.StepsPerPass != 0);
    }

    /// <summary>Computes and writes one shard's part in the next step, for <see cref="Apply"/>; the training stays as it is.</summary>
    /// <param name="shard">From 0; the last batch of a pass may have fewer shards than others, and then nothing is computed.</param>
    /// <param name="writer">Where to.</param>
    public void Compute(int shard, ModelWriter writer)
    {
        ReadOnlyMemory<int> batch = _schedule.Batch(Steps);
        bool exists = shard < _trainer.ShardCount(batch.Length);
        writer.Write(exists);
        if (exists)
        {
            writer.Write(_trainer.Compute(batch, shard, out float[] gradient));
            writer.Write(gradient.AsSpan());
            _shards[shard].Outcomes.Write(writer);
        }
    }

    /// <summary>Makes one step of what its shards wrote, wherever they were computed.</summary>
    /// <param name="shards">What they wrote, in their order.</param>
    /// <param name="context">Threads and cancellation of a refit.</param>
    public void Apply(IEnumerable<ModelReader> shards, FitContext context)
    {
        double loss = 0;
        float[]? sum = null;
        List<ShardOutcomes> outcomes = [];
        foreach (ModelReader shard in shards.Where(shard => shard.ReadBoolean()))
        {
            loss += shard.ReadDouble();
            float[] gradient = shard.ReadSingles();
            if (sum is not null)
            {
                TensorPrimitives.Add(sum, gradient, sum);
            }

            sum ??= gradient;
            outcomes.Add(ShardOutcomes.Read(shard, _options.PreferencesPerOutcome));
        }

        _trainer.Update(loss, sum ?? throw new ModelFormatException("A step without shards."));
        EndStep(outcomes, context);
    }

    /// <summary>The policy by what was learned.</summary>
    public TrainedPolicy Finish(FitContext context)
    {
        if (_knowledge.Estimates is null)
        {
            Refit(context);
        }

        var summary = new BarpTrainingSummary(_environment.Pulls, _environment.SeenCells, _knowledge.Clipped, Steps);
        RewardModel rewards = _knowledge.Estimates!.Combine(IsUtility ? UtilityHead.Mix(_parameters) : new float[RewardModelFit.PathLength]);
        return new TrainedPolicy(rewards, IsUtility ? null : _parameters, Shape, summary);
    }

    /// <summary>Writes the state between two steps.</summary>
    public void Write(ModelWriter writer)
    {
        writer.Section(SectionName, 1);
        _trainer.Write(writer);
        _knowledge.Write(writer);
    }

    /// <summary>Takes over the state that <see cref="Write"/> wrote of a training of the same data, options and seed.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, or belong to another training.</exception>
    public void Read(ModelReader reader, FitContext context)
    {
        reader.Section(SectionName, 1);
        _trainer.Read(reader);
        _knowledge.Read(reader, context);
    }

    private void EndStep(IEnumerable<ShardOutcomes> shards, FitContext context)
    {
        _knowledge.Learn(shards);
        if (UsesModel && Steps % _schedule.StepsPerPass == 0 && long.IsPow2(Passes))
        {
            Refit(context);
        }
    }

    private void Refit(FitContext context)
    {
        _knowledge.Refit(context);
        if (IsUtility)
        {
            UtilityHead.Reset(_parameters);
        }
    }

    private Objective Define(Graph graph)
    {
        IPolicyHead head = IsUtility
            ? new UtilityHead(graph, _environment.Arms, _options.Sharpness, () => _knowledge.Estimates)
            : new ContextHead(graph, Shape, _features);
        _shards.Add(new BarpShard(head, _environment, _knowledge, _options));
        return _shards[^1].Objective;
    }
}
