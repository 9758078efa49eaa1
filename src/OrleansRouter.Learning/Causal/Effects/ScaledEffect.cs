using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = a + (b − 1)·μ̂₀(s): outcomes under t = 1 are a line of those under t = 0.</summary>
internal sealed class ScaledEffect(LinearCalibration line, FittedRegression control) : IEffect
{
    public int FeatureCount => control.Model.FeatureCount;

    public double Predict(ReadOnlySpan<float> row) => Effect(control.Model.Predict(row));

    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        control.Model.Predict(features, predictions);
        foreach (ref double prediction in predictions[..features.Rows])
        {
            prediction = Effect(prediction);
        }
    }

    public double? Variance(ReadOnlySpan<float> row) => null;

    public void Write(ModelWriter writer)
    {
        writer.Write(line.Intercept);
        writer.Write(line.Slope);
        control.Write(writer);
    }

    public static ScaledEffect Read(ModelReader reader)
    {
        var line = new LinearCalibration(reader.ReadDouble(), reader.ReadDouble());
        return double.IsFinite(line.Intercept) && double.IsFinite(line.Slope)
            ? new ScaledEffect(line, FittedRegression.Read(reader))
            : throw new ModelFormatException($"A line with intercept {line.Intercept:R} and slope {line.Slope:R}; expected finite numbers.");
    }

    private double Effect(double control) => line.Intercept + ((line.Slope - 1) * control);
}
