using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Pieces;

/// <summary>The loops and steps of a fit, run where its context says.</summary>
public static class FitLoops
{
    /// <summary>Runs all pieces of a loop. The same results wherever they are computed.</summary>
    /// <param name="context">Where and how they run.</param>
    /// <param name="loop">Name of the loop, unique in its fit.</param>
    /// <param name="count">Number of pieces.</param>
    /// <param name="format">How results travel.</param>
    /// <param name="piece">Computes a piece; one of several that run here has one thread.</param>
    public static T[] RunPieces<T>(this FitContext context, string loop, int count, PieceFormat<T> format, Func<int, FitContext, T> piece)
    {
        if (context.Pieces is { } elsewhere && count > 0)
        {
            return elsewhere.Run(loop, count, format, i => piece(i, context with { Pieces = null }));
        }

        var results = new T[count];
        int done = 0;
        FitContext inner = count > 1 ? context with { Threads = 1, Progress = null } : context;
        ParallelLoop.For(count, context, i =>
        {
            results[i] = piece(i, inner);
            context.Progress?.Report((double)Interlocked.Increment(ref done) / count);
        });
        return results;
    }

    /// <summary>Runs a step, which may hold loops of its own.</summary>
    public static T RunOnce<T>(this FitContext context, string step, PieceFormat<T> format, Func<T> make) =>
        context.Pieces is { } elsewhere ? elsewhere.Once(step, format, make) : make();

    /// <summary>A fit as a loop over its parts, where the method has some.</summary>
    /// <param name="learner">The method.</param>
    /// <param name="loop">Name of the loop, unique in its fit.</param>
    /// <param name="features">As for <see cref="IRegressor.Fit"/>, and so are the others.</param>
    /// <param name="targets">Length n.</param>
    /// <param name="weights">Length n, or null.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Where and how it runs.</param>
    public static IRegressionModel FitPieces(
        this IRegressor learner, string loop, Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context)
    {
        if (context.Pieces is null)
        {
            return learner.Fit(features, targets, weights, seed, context);
        }

        IRegressionModel[] parts = context.RunPieces(loop, learner.PiecesOf(features.Rows), PieceFormats.ModelsOf(learner), (part, inner) =>
            learner is IPartedRegressor each
                ? each.FitPart(part, features, targets, weights, seed, inner)
                : learner.Fit(features, targets, weights, seed, inner));
        return learner is IPartedRegressor parted ? parted.Join(parts) : parts[0];
    }

    /// <summary>How many pieces <see cref="FitPieces"/> has for so many rows.</summary>
    public static int PiecesOf(this IRegressor learner, int rows) => (learner as IPartedRegressor)?.PartsOf(rows) ?? 1;
}
