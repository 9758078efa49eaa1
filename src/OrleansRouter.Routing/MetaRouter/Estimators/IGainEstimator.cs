using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Pieces;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>A way of learning m̂, the expected gold gain, from gold and preference labels.</summary>
public interface IGainEstimator : INamed
{
    /// <summary>The loops and steps of <see cref="Fit"/>; by default those of the final regression alone.</summary>
    /// <param name="options">Learners and folds.</param>
    /// <param name="rows">At most how many rows there are.</param>
    IReadOnlyList<FitLoop> Loops(MetaRouterOptions options, int rows) => FinalRegression.Loops(options, rows);

    /// <summary>Learns m̂ in the units of the problem's labels. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="problem">The labels and what was estimated from them already.</param>
    /// <param name="seed">Seed of every random choice that the problem has not made.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    GainFit Fit(GainProblem problem, ulong seed, FitContext context);
}

/// <summary>A learned gain.</summary>
/// <param name="Model">m̂.</param>
/// <param name="Shift">Δ̂ and what the floors did to it; null where no shift is estimated.</param>
public sealed record GainFit(GainModel Model, CateFit? Shift = null);
