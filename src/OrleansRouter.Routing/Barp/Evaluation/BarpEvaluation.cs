using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>
/// The experiments of BaRP: every policy learns from 80 % of the in-tasks (BaRP and the classic bandits from the models they ask, the others
/// from every label) and is tested on the rest and on tasks that nobody trained on, at every preference.
/// </summary>
[Paper("BaRP", "section 4, experiments")]
public sealed class BarpEvaluation
{
    private readonly ScoreTable _table;
    private readonly IPromptEncoderFactory _encoders;
    private readonly BarpEvaluationOptions _options;
    private readonly FitContext _context;
    private readonly (string[] In, string[] Out) _tasks;
    private readonly SimplexWeights[] _weights;
    private readonly double _cap;

    private BarpEvaluation(ScoreTable table, IPromptEncoderFactory encoders, BarpEvaluationOptions options, FitContext context)
    {
        (_table, _encoders, _options, _context) = (table, encoders, FitGuard.Validated(options), context);
        FitGuard.Validated(options.Policy);
        _tasks = TaskSplit.Tasks(table, options);
        _weights = [.. options.CostWeights.Append(options.TableCostWeight).Distinct().Order().Select(SimplexWeights.OfCost)];
        _cap = options.CostCapUsd ?? CostCap.Of(table.CostsUsd);
    }

    /// <summary>Runs the comparison. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="table">Kind A data with costs.</param>
    /// <param name="encoders">Fits the encoder to the training prompts of each split.</param>
    /// <param name="options">Tasks, splits, preferences.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Options are out of range, or the data cannot be trained or tested on; the message says why.</exception>
    public static BarpReport Run(ScoreTable table, IPromptEncoderFactory encoders, BarpEvaluationOptions options, FitContext context) =>
        new BarpEvaluation(table, encoders, options, context).Run();

    private BarpReport Run()
    {
        var splits = new List<IReadOnlyDictionary<string, OutcomeSums[]>>();
        for (int s = 0; s < _options.Seeds; s++)
        {
            splits.Add(RunSplit(TaskSplit.Of(_table, _tasks, _options, s), _options.FirstSeed + (ulong)s));
            _context.Progress?.Report((s + 1.0) / _options.Seeds);
        }

        return new BarpReport
        {
            Source = _table.Source,
            IsSimulated = _table.IsSimulated,
            Tasks = new BarpTasks(_tasks.In, _tasks.Out),
            Seeds = _options.Seeds,
            CostCapUsd = _cap,
            CostWeight = _options.TableCostWeight,
            Policies = splits[0].Keys.ToDictionary(name => name, name => new PolicySummary(name, splits, _weights, _tasks).Report(_options.TableCostWeight)),
        };
    }

    private Dictionary<string, OutcomeSums[]> RunSplit(TaskSplit split, ulong seed)
    {
        ScoreTable trained = _table.SelectRows(split.Train);
        IPromptEncoder encoder = _encoders.Fit([.. trained.Queries.Select(q => q.Prompt)], seed, Quiet);
        TrainingSet data = PolicyTrainer.Embed(trained, encoder, _cap, Quiet);
        int[] tested = [.. split.In, .. split.Out];
        Matrix<float> embeddings = encoder.EncodeBatch([.. tested.Select(i => _table.Queries[i].Prompt)], Quiet);
        var contestants = new Contestants(_table, data, _options, seed, Quiet).All().ToArray();
        var results = new (string Name, OutcomeSums[] Sums)[contestants.Length];
        Parallel.For(0, contestants.Length, Quiet.ParallelOptions, c =>
        {
            Contestant contestant = contestants[c]();
            results[c] = (contestant.Name, [.. _weights.Select(w => Test(contestant, w, tested, embeddings))]);
        });
        return results.ToDictionary(r => r.Name, r => r.Sums);
    }

    private FitContext Quiet => _context with { Progress = null };

    private OutcomeSums Test(Contestant contestant, SimplexWeights weights, int[] tested, Matrix<float> embeddings)
    {
        var sums = new OutcomeSums();
        double[] scores = new double[_table.Models.Count];
        for (int i = 0; i < tested.Length; i++)
        {
            int row = tested[i];
            contestant.Score(row, embeddings.Row(i), weights, scores);
            RowOutcome outcome = RowOutcome.Of(_table, row, Best(scores, row), _cap);
            sums.Add(_table.Queries[row].Task, outcome.Score, outcome.CostUsd, outcome.NormalisedCost);
        }

        return sums;
    }

    private int Best(double[] scores, int row)
    {
        bool[] known = RowOutcome.Known(_table, row);
        int best = Array.IndexOf(known, true);
        for (int k = best + 1; k < scores.Length; k++)
        {
            best = known[k] && scores[k] > scores[best] ? k : best;
        }

        return best;
    }
}
