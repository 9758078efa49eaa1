using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>Δ̂ = f(s, 1) − f(s, 0), one regression with t as its last feature.</summary>
internal sealed class IndicatorEffect(FittedRegression regression) : IEffect
{
    public int FeatureCount => regression.Model.FeatureCount - 1;

    public double Predict(ReadOnlySpan<float> row)
    {
        float[] extended = [.. row, 1];
        double treated = regression.Model.Predict(extended);
        extended[^1] = 0;
        return treated - regression.Model.Predict(extended);
    }

    public double? Variance(ReadOnlySpan<float> row) => null;

    public void Write(ModelWriter writer) => regression.Write(writer);

    public static IndicatorEffect Read(ModelReader reader) => new(FittedRegression.Read(reader));

    /// <summary>The features with t behind them.</summary>
    public static Matrix<float> Extend(Matrix<float> features, bool[] treated)
    {
        var extended = new Matrix<float>(features.Rows, features.Columns + 1);
        for (int i = 0; i < features.Rows; i++)
        {
            features.Row(i).CopyTo(extended.Row(i));
            extended[i, features.Columns] = treated[i] ? 1 : 0;
        }

        return extended;
    }
}
