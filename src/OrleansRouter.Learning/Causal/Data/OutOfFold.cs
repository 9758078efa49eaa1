using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Causal;

/// <summary>Predictions of regressions that did not see the row they predict.</summary>
public static class OutOfFold
{
    /// <summary>Predicts every row by a model fitted without its fold. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="features">n rows.</param>
    /// <param name="folds">The fold of every row, from 0; at least two of them hold rows.</param>
    /// <param name="fit">Fits a model to some rows, given in ascending order.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static double[] Predict(Matrix<float> features, int[] folds, Func<int[], FitContext, IRegressionModel> fit, FitContext context)
    {
        var predictions = new double[features.Rows];
        FitContext inner = context with { Threads = 1, Progress = null };
        ParallelLoop.For(folds.Max() + 1, context, fold =>
        {
            int[] held = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] == fold)];
            var part = new double[held.Length];
            fit([.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)], inner).Predict(features.SelectRows(held), part);
            for (int i = 0; i < held.Length; i++)
            {
                predictions[held[i]] = part[i];
            }
        });
        return predictions;
    }
}
