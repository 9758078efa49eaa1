using System.Numerics.Tensors;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = μ̂₁(s) − μ̂₀(s), two regressions on different rows.</summary>
internal sealed class DifferenceEffect(FittedRegression treated, FittedRegression control) : IEffect
{
    public int FeatureCount => treated.Model.FeatureCount;

    public double Predict(ReadOnlySpan<float> row) => treated.Model.Predict(row) - control.Model.Predict(row);

    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        treated.Model.Predict(features, predictions);
        TensorPrimitives.Subtract(predictions[..features.Rows], control.Predict(features), predictions);
    }

    public double? Variance(ReadOnlySpan<float> row) => treated.Variance(row) + control.Variance(row);

    public void Write(ModelWriter writer)
    {
        treated.Write(writer);
        control.Write(writer);
    }

    public static DifferenceEffect Read(ModelReader reader) => new(FittedRegression.Read(reader), FittedRegression.Read(reader));
}
