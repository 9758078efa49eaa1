using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Learning.Causal;

/// <summary>Nuisance functions out of fold: every row is predicted by models that were fitted without its fold.</summary>
[Paper("Chernozhukov et al. 2018", "definition 3.2 (cross-fitting)")]
public static class CrossFitting
{
    /// <summary>Name of the loop over nuisances and folds, where a fit has only one.</summary>
    public const string DefaultLoop = "nuisances";

    /// <summary>Estimates the nuisances; with one fold in sample. Equal inputs and seed give equal numbers on any number of threads.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="kinds">What to estimate.</param>
    /// <param name="options">Learners and number of folds.</param>
    /// <param name="seed">Seed of the folds and of the learners.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <param name="loop">Name of the loop over nuisances and folds, unique in its fit.</param>
    /// <exception cref="ArgumentException">The data cannot teach an effect, or there are fewer rows of either t than folds.</exception>
    public static Nuisances Fit(CausalData data, NuisanceKinds kinds, CateOptions options, ulong seed, FitContext context, string loop = DefaultLoop)
    {
        data.Validated();
        FitGuard.Validated(options);
        int[] folds = StratifiedFolds.Assign(data.Treated, options.Folds, seed);
        FoldSplit[] splits = [.. Enumerable.Range(0, options.Folds).Select(fold => new FoldSplit(data, folds, fold, options.Folds))];
        NuisanceKinds[] each = [.. Nuisances.Each(kinds)];
        double[][] parts = context.RunPieces(loop, each.Length * splits.Length, PieceFormats.Doubles, (piece, inner) =>
        {
            (int fold, int kind) = Math.DivRem(piece, each.Length);
            return splits[fold].Predict(each[kind], options, TaskSeed(seed, fold, each[kind]), inner);
        });
        Dictionary<NuisanceKinds, double[]> estimates = each.ToDictionary(kind => kind, _ => new double[data.Count]);
        for (int piece = 0; piece < parts.Length; piece++)
        {
            OutOfFold.Place(parts[piece], splits[piece / each.Length].Held, estimates[each[piece % each.Length]]);
        }

        return Nuisances.Of(estimates);
    }

    private static ulong TaskSeed(ulong seed, int fold, NuisanceKinds kind) => Rng.Stream(seed, 2 + (((ulong)fold * 16) + (ulong)kind)).NextUInt64();

    /// <summary>One fold to predict and the rows to learn it from; with one fold in all both are all rows.</summary>
    private sealed class FoldSplit(CausalData data, int[] folds, int fold, int foldCount)
    {
        /// <summary>The fold's rows.</summary>
        public int[] Held { get; } = [.. Enumerable.Range(0, data.Count).Where(i => folds[i] == fold)];

        /// <summary>Fits one function on the other folds and predicts the fold's rows.</summary>
        public double[] Predict(NuisanceKinds kind, CateOptions options, ulong seed, FitContext context)
        {
            CausalData train = data.Select([.. Enumerable.Range(0, data.Count).Where(i => (foldCount == 1 || folds[i] != fold) && IsTaught(kind, i))]);
            Matrix<float> held = data.Features.SelectRows(Held);
            var predictions = new double[Held.Length];
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

        private bool IsTaught(NuisanceKinds kind, int row) => kind switch
        {
            NuisanceKinds.TreatedOutcome => data.Treated[row],
            NuisanceKinds.ControlOutcome => !data.Treated[row],
            _ => true,
        };
    }
}
