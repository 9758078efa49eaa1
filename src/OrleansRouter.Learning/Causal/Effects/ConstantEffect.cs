using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = c everywhere.</summary>
/// <param name="featureCount">Number of features of a row.</param>
/// <param name="value">c.</param>
/// <param name="variance">Its sampling variance.</param>
internal sealed class ConstantEffect(int featureCount, double value, double variance) : IEffect
{
    public int FeatureCount => featureCount;

    public double Predict(ReadOnlySpan<float> row) => value;

    public void Predict(Matrix<float> features, Span<double> predictions) => predictions[..features.Rows].Fill(value);

    public double? Variance(ReadOnlySpan<float> row) => variance;

    public void Write(ModelWriter writer)
    {
        writer.Write(featureCount);
        writer.Write(value);
        writer.Write(variance);
    }

    public static ConstantEffect Read(ModelReader reader)
    {
        int features = reader.ReadInt32(0, int.MaxValue);
        (double value, double variance) = (reader.ReadDouble(), reader.ReadDouble());
        return double.IsFinite(value) && variance is >= 0 and < double.PositiveInfinity
            ? new ConstantEffect(features, value, variance)
            : throw new ModelFormatException($"A constant effect of {value:R} with variance {variance:R}; expected finite numbers.");
    }
}
