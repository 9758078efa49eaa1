using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>Nuisance functions out of fold: every row is predicted by models that were fitted without its fold.</summary>
[Paper("Chernozhukov et al. 2018", "definition 3.2 (cross-fitting)")]
public static class CrossFitting
{
    /// <summary>Estimates the nuisances; with one fold in sample. Equal inputs and seed give equal numbers on any number of threads.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="kinds">What to estimate.</param>
    /// <param name="options">Learners and number of folds.</param>
    /// <param name="seed">Seed of the folds and of the learners.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">The data cannot teach an effect, or there are fewer rows of either t than folds.</exception>
    public static Nuisances Fit(CausalData data, NuisanceKinds kinds, CateOptions options, ulong seed, FitContext context)
    {
        data.Validated();
        FitGuard.Validated(options);
        int[] folds = StratifiedFolds.Assign(data.Treated, options.Folds, seed);
        NuisanceKinds[] each = [.. Nuisances.Each(kinds)];
        Dictionary<NuisanceKinds, double[]> estimates = each.ToDictionary(kind => kind, _ => new double[data.Count]);
        int tasks = each.Length * options.Folds, done = 0;
        FitContext inner = tasks > 1 ? context with { Threads = 1, Progress = null } : context;
        ParallelLoop.For(tasks, context, task =>
        {
            (int fold, int kind) = Math.DivRem(task, each.Length);
            var split = new FoldSplit(data, folds, fold, options.Folds);
            split.Place(split.Predict(each[kind], options, TaskSeed(seed, fold, each[kind]), inner), estimates[each[kind]]);
            context.Progress?.Report((double)Interlocked.Increment(ref done) / tasks);
        });
        return NuisancesOf(estimates);
    }

    /// <summary>One part of <see cref="Fit"/> that needs no other: one function at the rows of one fold.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="kind">What to estimate; exactly one kind.</param>
    /// <param name="fold">The fold to predict.</param>
    /// <param name="options">Learners and number of folds.</param>
    /// <param name="seed">The seed of the whole.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="ArgumentException">The data cannot teach an effect, or there are fewer rows of either t than folds.</exception>
    public static double[] FitFold(CausalData data, NuisanceKinds kind, int fold, CateOptions options, ulong seed, FitContext context)
    {
        data.Validated();
        FitGuard.Validated(options);
        return new FoldSplit(data, StratifiedFolds.Assign(data.Treated, options.Folds, seed), fold, options.Folds)
            .Predict(kind, options, TaskSeed(seed, fold, kind), context);
    }

    /// <summary>Puts the results of <see cref="FitFold"/> for all folds together.</summary>
    /// <exception cref="ArgumentException">A fold is missing, or has another number of rows.</exception>
    public static Nuisances Join(CausalData data, NuisanceKinds kind, IReadOnlyList<double[]> folds, ulong seed)
    {
        int[] assigned = StratifiedFolds.Assign(data.Treated, folds.Count, seed);
        var estimates = new double[data.Count];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            new FoldSplit(data, assigned, fold, folds.Count).Place(folds[fold], estimates);
        }

        return NuisancesOf(new Dictionary<NuisanceKinds, double[]> { [kind] = estimates });
    }

    private static ulong TaskSeed(ulong seed, int fold, NuisanceKinds kind) => Rng.Stream(seed, 2 + (((ulong)fold * 16) + (ulong)kind)).NextUInt64();

    private static Nuisances NuisancesOf(Dictionary<NuisanceKinds, double[]> estimates) => new()
    {
        Marginal = estimates.GetValueOrDefault(NuisanceKinds.Marginal),
        TreatedOutcome = estimates.GetValueOrDefault(NuisanceKinds.TreatedOutcome),
        ControlOutcome = estimates.GetValueOrDefault(NuisanceKinds.ControlOutcome),
        Propensity = estimates.GetValueOrDefault(NuisanceKinds.Propensity),
    };

    /// <summary>One fold to predict and the rows to learn it from; with one fold in all both are all rows.</summary>
    private sealed class FoldSplit(CausalData data, int[] folds, int fold, int foldCount)
    {
        private readonly int[] _held = [.. Enumerable.Range(0, data.Count).Where(i => folds[i] == fold)];

        /// <summary>Fits one function on the other folds and predicts the fold's rows.</summary>
        public double[] Predict(NuisanceKinds kind, CateOptions options, ulong seed, FitContext context)
        {
            CausalData train = data.Select([.. Enumerable.Range(0, data.Count).Where(i => (foldCount == 1 || folds[i] != fold) && IsTaught(kind, i))]);
            Matrix<float> held = data.Features.SelectRows(_held);
            var predictions = new double[_held.Length];
            if (kind == NuisanceKinds.Propensity)
            {
                options.Propensity.Fit(train.Features, train.Treated, train.Weights, seed, context).PredictProbability(held, predictions);
            }
            else
            {
                options.Outcome.Fit(train.Features, train.Outcomes, train.Weights, seed, context).Predict(held, predictions);
            }

            return predictions;
        }

        /// <summary>Writes predictions to the places of the fold's rows.</summary>
        public void Place(double[] predictions, double[] destination)
        {
            if (predictions.Length != _held.Length)
            {
                throw new ArgumentException($"Fold {fold} has {_held.Length} rows but {predictions.Length} predictions; the numbers must be equal.", nameof(predictions));
            }

            for (int i = 0; i < _held.Length; i++)
            {
                destination[_held[i]] = predictions[i];
            }
        }

        private bool IsTaught(NuisanceKinds kind, int row) => kind switch
        {
            NuisanceKinds.TreatedOutcome => data.Treated[row],
            NuisanceKinds.ControlOutcome => !data.Treated[row],
            _ => true,
        };
    }
}
