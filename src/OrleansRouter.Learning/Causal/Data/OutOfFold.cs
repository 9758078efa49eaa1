using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Learning.Causal;

/// <summary>Fits a model to some rows, given in ascending order.</summary>
public delegate IRegressionModel FitRows(int[] rows, FitContext context);

/// <summary>Predictions of regressions that did not see the row they predict.</summary>
public static class OutOfFold
{
    /// <summary>Predicts every row by models fitted without its fold. Equal inputs give equal numbers on any number of threads.</summary>
    /// <param name="features">n rows.</param>
    /// <param name="folds">The fold of every row, from 0; at least two of them hold rows.</param>
    /// <param name="candidates">The ways of fitting.</param>
    /// <param name="loop">Name of the loop over candidates and folds, unique in its fit.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <returns>Per candidate the prediction of every row.</returns>
    public static double[][] Predict(Matrix<float> features, int[] folds, IReadOnlyList<FitRows> candidates, string loop, FitContext context)
    {
        int[][] held = [.. Enumerable.Range(0, folds.Max() + 1).Select(fold => RowsWhere(folds, f => f == fold))];
        double[][] parts = context.RunPieces(loop, candidates.Count * held.Length, PieceFormats.Doubles, (piece, inner) =>
        {
            (int candidate, int fold) = Math.DivRem(piece, held.Length);
            var part = new double[held[fold].Length];
            candidates[candidate](RowsWhere(folds, f => f != fold), inner).Predict(features.SelectRows(held[fold]), part);
            return part;
        });
        return [.. candidates.Select((_, candidate) => Join(held, parts.AsSpan(candidate * held.Length, held.Length), features.Rows))];
    }

    private static int[] RowsWhere(int[] folds, Func<int, bool> isTaken) => [.. Enumerable.Range(0, folds.Length).Where(i => isTaken(folds[i]))];

    private static double[] Join(int[][] held, ReadOnlySpan<double[]> parts, int rows)
    {
        var predictions = new double[rows];
        for (int fold = 0; fold < held.Length; fold++)
        {
            Place(parts[fold], held[fold], predictions);
        }

        return predictions;
    }

    /// <summary>Writes the predictions of a fold's rows to their places.</summary>
    internal static void Place(double[] part, int[] rows, double[] destination)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            destination[rows[i]] = part[i];
        }
    }
}
