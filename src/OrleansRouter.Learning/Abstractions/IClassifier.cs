using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning;

/// <summary>A binary classification method with its options: fits x ↦ P(y = 1|x).</summary>
public interface IClassifier : INamed
{
    /// <summary>Fits a model. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="features">n × d, finite (methods that say so accept NaN as missing).</param>
    /// <param name="labels">Length n, true for the positive class.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones. Integer weights equal repeated rows.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    IClassificationModel Fit(Matrix<float> features, bool[] labels, double[]? weights, ulong seed, FitContext context);

    /// <summary>Reads what <see cref="IModel.Write"/> of this method's models wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    IClassificationModel Read(ModelReader reader);
}

/// <summary>A fitted binary classification.</summary>
public interface IClassificationModel : IModel
{
    /// <summary>P(y = 1|row), in [0, 1].</summary>
    double PredictProbability(ReadOnlySpan<float> row);

    /// <summary>P(y = 1|x) for every row; the same values as row by row.</summary>
    /// <param name="features">n × d.</param>
    /// <param name="probabilities">Destination, length n.</param>
    void PredictProbability(Matrix<float> features, Span<double> probabilities)
    {
        for (int i = 0; i < features.Rows; i++)
        {
            probabilities[i] = PredictProbability(features.Row(i));
        }
    }
}
