using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = f(s), one regression.</summary>
internal sealed class RegressionEffect(FittedRegression regression) : IEffect
{
    public int FeatureCount => regression.Model.FeatureCount;

    public double Predict(ReadOnlySpan<float> row) => regression.Model.Predict(row);

    public void Predict(Matrix<float> features, Span<double> predictions) => regression.Model.Predict(features, predictions);

    public double? Variance(ReadOnlySpan<float> row) => regression.Variance(row);

    public void Write(ModelWriter writer) => regression.Write(writer);

    public static RegressionEffect Read(ModelReader reader) => new(FittedRegression.Read(reader));
}
