using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Estimates;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>
/// Learns π(a|x,w) from bandit feedback: per query a preference is drawn, a model is asked by the present policy, and the policy moves along
/// the gradient of the estimated reward. Where a reward model is used, it is fitted anew after 1, 2, 4, 8, … passes.
/// </summary>
[Paper("BaRP", "Algorithm 1")]
internal sealed class BarpTraining
{
    private readonly Matrix<float> _features;
    private readonly BanditEnvironment _environment;
    private readonly BarpOptions _options;
    private readonly FitContext _context;
    private readonly ParameterSet _parameters;
    private readonly Trainer _trainer;
    private readonly UtilityEstimator _estimator;
    private readonly Explorer _explorer;
    private readonly ulong _seed;
    private RewardEstimates? _estimates;

    private BarpTraining(Matrix<float> features, BanditEnvironment environment, BarpOptions options, ulong seed, FitContext context)
    {
        (_features, _environment, _options, _seed, _context) = (features, environment, options, seed, context);
        _estimator = new UtilityEstimator(options, environment);
        _explorer = new Explorer(options, environment);
        _parameters = new ParameterSet(seed);
        _trainer = new Trainer(_parameters, Define, TrainingOptions(), seed, context with { Progress = null });
    }

    private bool IsUtility => _options.Head == DecisionHead.Utility;

    private bool UsesModel => IsUtility || _options.Advantage >= AdvantageKind.DoublyRobust;

    private int RowsPerQuery => _options.Draws * _options.PreferencesPerOutcome;

    private PolicyShape Shape => new(_options.Head, _features.Columns, _environment.Arms, _options.PreferenceWidth, _options.HiddenWidth);

    /// <summary>Learns a policy.</summary>
    /// <param name="features">n × d prompt vectors.</param>
    /// <param name="environment">Answers what is asked, nothing else.</param>
    /// <param name="options">Validated.</param>
    /// <param name="seed">First weights, order, preferences, choices.</param>
    /// <param name="context">Threads, progress and cancellation; equal seeds give equal bytes on any number of threads.</param>
    public static TrainedPolicy Run(Matrix<float> features, BanditEnvironment environment, BarpOptions options, ulong seed, FitContext context) =>
        new BarpTraining(features, environment, options, seed, context).Run();

    private TrainedPolicy Run()
    {
        int[] queries = _environment.UsableQueries();
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            int[] order = [.. queries];
            Rng.Stream(~_seed, (ulong)epoch).Shuffle(order.AsSpan());
            foreach (int[] batch in order.Chunk(_options.BatchRows))
            {
                _trainer.Step(batch.SelectMany(query => Enumerable.Repeat(query, RowsPerQuery)).ToArray());
            }

            if (UsesModel && int.IsPow2(epoch))
            {
                Refit();
            }

            _context.Progress?.Report((double)epoch / _options.Epochs);
        }

        return Finish();
    }

    private void Refit()
    {
        _estimates = RewardModelFit.Of(_features, SeenOutcomes.Of(_environment), _context with { Progress = null });
        if (IsUtility)
        {
            UtilityHead.Reset(_parameters);
        }
    }

    private TrainedPolicy Finish()
    {
        if (_estimates is null)
        {
            Refit();
        }

        var summary = new BarpTrainingSummary(_environment.Pulls, _environment.SeenCells, _estimator.Clipped, _trainer.Steps);
        RewardModel rewards = _estimates!.Combine(IsUtility ? UtilityHead.Mix(_parameters) : new float[RewardModelFit.PathLength]);
        return new TrainedPolicy(rewards, IsUtility ? null : _parameters, Shape, summary);
    }

    // One shard: baselines and choices belong to the whole batch.
    private TrainingOptions TrainingOptions() => new()
    {
        Optimizer = new AdamOptions { LearningRate = _options.LearningRate },
        BatchRows = _options.BatchRows * RowsPerQuery,
        ShardRows = _options.BatchRows * RowsPerQuery,
    };

    private Objective Define(Graph graph)
    {
        IPolicyHead head = IsUtility
            ? new UtilityHead(graph, _environment.Arms, _options.Sharpness, () => _estimates)
            : new ContextHead(graph, Shape, _features);
        InputNode utilities = graph.Input(_environment.Arms);
        var feedback = new Feedback[_options.BatchRows * RowsPerQuery];
        bool[] eligible = new bool[_environment.Arms];
        return new Objective(head.Logits.ExpectedRegret(utilities, _options.EntropyWeight), batch =>
        {
            Ask(batch, head, feedback);
            _estimator.Begin(feedback.AsSpan(0, batch.Rows.Length));
            for (int i = 0; i < batch.Rows.Length; i++)
            {
                _environment.Eligible(batch.Rows[i], eligible);
                _estimator.Write(i, feedback[i], _estimates, eligible, utilities.Row(i));
            }
        });
    }

    /// <summary>Draws a preference per row and asks a model in the first row of every outcome; the others learn from the same outcome.</summary>
    private void Ask(Batch batch, IPolicyHead head, Feedback[] feedback)
    {
        for (int i = 0; i < batch.Rows.Length; i++)
        {
            RowRandom random = batch.Random(i);
            head.Load(i, batch.Rows[i], SimplexWeights.Draw(ref random));
        }

        head.Logits.Graph.Forward(head.Logits);
        for (int i = 0; i < batch.Rows.Length; i++)
        {
            RowRandom random = batch.Random(i);
            SimplexWeights weights = SimplexWeights.Draw(ref random);
            feedback[i] = i % _options.PreferencesPerOutcome == 0
                ? _explorer.Ask(batch.Rows[i], head.Logits.Row(i), weights, random.NextDouble())
                : feedback[i - 1] with { Weights = weights };
        }
    }
}
