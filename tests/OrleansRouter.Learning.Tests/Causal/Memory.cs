using NSubstitute;
using OrleansRouter.Learning.Causal;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Learning.Tests.Causal;

/// <summary>Learners that remember the targets of the rows they saw, by the first feature, and predict −1 (a probability: ½) for others.</summary>
internal static class Memory
{
    public static CateOptions Options(int folds)
    {
        var regressor = Substitute.For<IRegressor>();
        regressor.Fit(null!, null!, null, 0, null!).ReturnsForAnyArgs(call => Regression(call.ArgAt<Matrix<float>>(0), call.ArgAt<double[]>(1)));
        var classifier = Substitute.For<IClassifier>();
        classifier.Fit(null!, null!, null, 0, null!).ReturnsForAnyArgs(call => new Classification(Seen(call.ArgAt<Matrix<float>>(0), call.ArgAt<bool[]>(1))));
        return new CateOptions { Folds = folds, Outcome = regressor, Propensity = classifier, Effect = regressor };
    }

    private static IRegressionModel Regression(Matrix<float> features, double[] targets) => new RegressionModel(Seen(features, targets));

    private static Dictionary<float, T> Seen<T>(Matrix<float> features, T[] values) =>
        Enumerable.Range(0, values.Length).ToDictionary(i => features[i, 0], i => values[i]);

    private sealed class RegressionModel(Dictionary<float, double> seen) : IRegressionModel
    {
        public int FeatureCount => 1;

        public double Predict(ReadOnlySpan<float> row) => seen.GetValueOrDefault(row[0], -1);

        public void Write(Serialization.ModelWriter writer) => writer.Write(seen.Count);
    }

    private sealed class Classification(Dictionary<float, bool> seen) : IClassificationModel
    {
        public int FeatureCount => 1;

        public double PredictProbability(ReadOnlySpan<float> row) => !seen.TryGetValue(row[0], out bool label) ? 0.5 : label ? 1 : 0;

        public void Write(Serialization.ModelWriter writer) => writer.Write(seen.Count);
    }
}
