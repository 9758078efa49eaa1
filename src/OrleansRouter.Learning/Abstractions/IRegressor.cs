using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning;

/// <summary>A regression method with its options: fits x ↦ E[y|x].</summary>
public interface IRegressor : INamed
{
    /// <summary>Fits a model. Equal inputs and seed give equal bytes on any number of threads.</summary>
    /// <param name="features">n × d, finite (methods that say so accept NaN as missing).</param>
    /// <param name="targets">Length n, finite.</param>
    /// <param name="weights">Length n, finite and ≥ 0, or null for all ones. Integer weights equal repeated rows.</param>
    /// <param name="seed">Seed of every random choice.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    /// <exception cref="ArgumentException">Lengths differ, there are no rows, or a value is not finite.</exception>
    IRegressionModel Fit(Matrix<float> features, double[] targets, double[]? weights, ulong seed, FitContext context);

    /// <summary>Reads what <see cref="IModel.Write"/> of this method's models wrote.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged or of a newer version.</exception>
    IRegressionModel Read(ModelReader reader);
}

/// <summary>A fitted model: immutable, thread-safe, serialisable.</summary>
public interface IModel
{
    /// <summary>Number of features d that a row must have.</summary>
    int FeatureCount { get; }

    /// <summary>Writes the model; equal models give equal bytes.</summary>
    void Write(ModelWriter writer);
}

/// <summary>A fitted regression.</summary>
public interface IRegressionModel : IModel
{
    /// <summary>Ŷ for one row of <see cref="IModel.FeatureCount"/> features.</summary>
    double Predict(ReadOnlySpan<float> row);

    /// <summary>Ŷ for every row; the same values as row by row.</summary>
    /// <param name="features">n × d.</param>
    /// <param name="predictions">Destination, length n.</param>
    void Predict(Matrix<float> features, Span<double> predictions)
    {
        for (int i = 0; i < features.Rows; i++)
        {
            predictions[i] = Predict(features.Row(i));
        }
    }
}
