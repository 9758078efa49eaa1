using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = a + b·f(s) with one regression f, or Δ̂ = a.</summary>
internal sealed class LinearEffect : IEffect
{
    private readonly double _intercept;
    private readonly double _slope;
    private readonly FittedRegression? _regression;

    private LinearEffect(int featureCount, double intercept, double slope, FittedRegression? regression)
    {
        FeatureCount = featureCount;
        _intercept = intercept;
        _slope = slope;
        _regression = regression;
    }

    public int FeatureCount { get; }

    /// <summary>Δ̂ = a.</summary>
    public static LinearEffect Constant(int featureCount, double value) => new(featureCount, value, 0, null);

    /// <summary>Δ̂ = f(s).</summary>
    public static LinearEffect Of(FittedRegression regression) => new(regression.Model.FeatureCount, 0, 1, regression);

    /// <summary><paramref name="factor"/>·Δ̂.</summary>
    public LinearEffect Scale(double factor) => new(FeatureCount, factor * _intercept, factor * _slope, _regression);

    public double Predict(ReadOnlySpan<float> row) => _regression is null ? _intercept : _intercept + (_slope * _regression.Model.Predict(row));

    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        predictions[..features.Rows].Clear();
        _regression?.Model.Predict(features, predictions);
        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction = _intercept + (_slope * prediction);
        }
    }

    public double? Variance(ReadOnlySpan<float> row) => _slope * _slope * _regression?.Variance(row);

    public void Write(ModelWriter writer)
    {
        writer.Write(FeatureCount);
        writer.Write(_intercept);
        writer.Write(_slope);
        writer.Write(_regression is not null);
        _regression?.Write(writer);
    }

    public static LinearEffect Read(ModelReader reader)
    {
        int features = reader.ReadInt32(0, int.MaxValue);
        (double intercept, double slope) = (reader.ReadDouble(), reader.ReadDouble());
        FittedRegression? regression = reader.ReadBoolean() ? FittedRegression.Read(reader) : null;
        return double.IsFinite(intercept) && double.IsFinite(slope) && (regression?.Model.FeatureCount ?? features) == features
            ? new LinearEffect(features, intercept, slope, regression)
            : throw new ModelFormatException($"An effect {intercept:R} + {slope:R}·f of {features} features; expected finite numbers, and f of as many features.");
    }
}
