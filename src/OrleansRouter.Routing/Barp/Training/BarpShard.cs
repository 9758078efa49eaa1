using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Networks.Training;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Policy;

namespace OrleansRouter.Routing.Barp.Training;

/// <summary>
/// One copy of the policy with what its shard of a batch asks. It changes nothing that other shards read: what it has seen is in
/// <see cref="Outcomes"/>, for <see cref="BarpKnowledge"/> to take in once the step is made.
/// </summary>
internal sealed class BarpShard
{
    private readonly BarpOptions _options;
    private readonly BanditEnvironment _environment;
    private readonly BarpKnowledge _knowledge;
    private readonly IPolicyHead _head;
    private readonly InputNode _utilities;
    private readonly Explorer _explorer;
    private readonly UtilityEstimator _estimator;
    // The shard's queries alone, its own requests included.
    private readonly OutcomeMemory _memory;
    private readonly bool[] _eligible;

    public BarpShard(IPolicyHead head, BanditEnvironment environment, BarpKnowledge knowledge, BarpOptions options)
    {
        (_head, _environment, _knowledge, _options) = (head, environment, knowledge, options);
        _utilities = head.Logits.Graph.Input(environment.Arms);
        _eligible = new bool[environment.Arms];
        _memory = new OutcomeMemory(head.Logits.Graph.Capacity / options.RowsPerQuery, environment.Arms);
        _explorer = new Explorer(options, environment);
        _estimator = new UtilityEstimator(options, _memory, knowledge.Preferences);
        Outcomes = new ShardOutcomes(options.PreferencesPerOutcome);
        Objective = new Objective(head.Logits.ExpectedRegret(_utilities, options.EntropyWeight), Load);
    }

    public Objective Objective { get; }

    /// <summary>What the rows that were loaded last have shown.</summary>
    public ShardOutcomes Outcomes { get; }

    private void Load(Batch batch)
    {
        Ask(batch);
        _estimator.Begin(Outcomes.Rows);
        for (int i = 0; i < batch.Rows.Length; i++)
        {
            _environment.Eligible(batch.Rows[i], _eligible);
            _estimator.Write(i, Outcomes.Rows[i], i / _options.RowsPerQuery, _knowledge.Estimates, _eligible, _utilities.Row(i));
        }

        Outcomes.Clipped = _estimator.Clipped;
    }

    /// <summary>Draws a preference per row and asks a model in the first row of every outcome; the others learn from the same outcome.</summary>
    private void Ask(Batch batch)
    {
        for (int i = 0; i < batch.Rows.Length; i++)
        {
            RowRandom random = batch.Random(i);
            _head.Load(i, batch.Rows[i], SimplexWeights.Draw(ref random));
        }

        _head.Logits.Graph.Forward(_head.Logits);
        Outcomes.Clear();
        for (int i = 0; i < batch.Rows.Length; i++)
        {
            int query = batch.Rows[i];
            RowRandom random = batch.Random(i);
            SimplexWeights weights = SimplexWeights.Draw(ref random);
            if (i % _options.RowsPerQuery == 0)
            {
                _memory.CopyRow(i / _options.RowsPerQuery, _environment.Memory, query);
            }

            if (i % _options.PreferencesPerOutcome != 0)
            {
                Outcomes.Add(weights);
                continue;
            }

            double[] probabilities = new double[_environment.Arms];
            Feedback asked = _explorer.Ask(query, _head.Logits.Row(i), weights, random.NextDouble(), probabilities);
            _memory.Note(i / _options.RowsPerQuery, asked.Arm, new ArmOutcome(asked.Quality, asked.NormalisedCost), probabilities);
            Outcomes.Add(asked, probabilities);
        }
    }
}
