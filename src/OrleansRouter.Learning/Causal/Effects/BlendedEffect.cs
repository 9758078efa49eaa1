using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;

namespace OrleansRouter.Learning.Causal;

/// <summary>The X-learner's blend Δ̂(s) = p̂(s)·τ̂₀(s) + (1 − p̂(s))·τ̂₁(s): where few rows are treated, the effect imputed at the treated counts.</summary>
/// <param name="treated">τ̂₁.</param>
/// <param name="control">τ̂₀.</param>
/// <param name="classifier">Name of the learner of p̂.</param>
/// <param name="propensity">p̂.</param>
[Paper("Künzel et al. 2019", "X-learner, stage 3")]
internal sealed class BlendedEffect(FittedRegression treated, FittedRegression control, string classifier, IClassificationModel propensity) : IEffect
{
    private static readonly Registry<IClassifier> Classifiers = Registry<IClassifier>.Scan(typeof(IClassifier).Assembly);

    public int FeatureCount => treated.Model.FeatureCount;

    public double Predict(ReadOnlySpan<float> row) =>
        Blend(propensity.PredictProbability(row), treated.Model.Predict(row), control.Model.Predict(row));

    public void Predict(Matrix<float> features, Span<double> predictions)
    {
        double[] effects1 = treated.Predict(features), effects0 = control.Predict(features);
        propensity.PredictProbability(features, predictions);
        for (int i = 0; i < features.Rows; i++)
        {
            predictions[i] = Blend(predictions[i], effects1[i], effects0[i]);
        }
    }

    public double? Variance(ReadOnlySpan<float> row)
    {
        double p = propensity.PredictProbability(row);
        return ((1 - p) * (1 - p) * treated.Variance(row)) + (p * p * control.Variance(row));
    }

    public void Write(ModelWriter writer)
    {
        treated.Write(writer);
        control.Write(writer);
        writer.Write(classifier);
        propensity.Write(writer);
    }

    public static BlendedEffect Read(ModelReader reader)
    {
        FittedRegression treated = FittedRegression.Read(reader), control = FittedRegression.Read(reader);
        string classifier = reader.ReadString();
        return new BlendedEffect(treated, control, classifier, FittedRegression.Find(Classifiers, classifier).Read(reader));
    }

    private static double Blend(double p, double treated, double control) => (p * control) + ((1 - p) * treated);
}
