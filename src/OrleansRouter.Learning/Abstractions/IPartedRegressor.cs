using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning;

/// <summary>A regression method whose fit consists of parts that know nothing of each other, such as blocks of trees.</summary>
public interface IPartedRegressor : IRegressor
{
    /// <summary>How many parts a fit to so many rows has, at least 1; never fewer for more rows.</summary>
    int PartsOf(int rows);

    /// <summary>Fits one part.</summary>
    /// <param name="part">Its number, from 0.</param>
    /// <param name="features">As for <see cref="IRegressor.Fit"/>, and so are the others.</param>
    /// <param name="targets">Length n.</param>
    /// <param name="weights">Length n, or null.</param>
    /// <param name="seed">Seed of the whole fit.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    IRegressionModel FitPart(int part, Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context);

    /// <summary>Puts all parts together, in their order: the same bytes as <see cref="IRegressor.Fit"/> gives.</summary>
    IRegressionModel Join(IReadOnlyList<IRegressionModel> parts);
}
