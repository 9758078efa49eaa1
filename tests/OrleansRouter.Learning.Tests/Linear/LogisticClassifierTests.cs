using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class LogisticClassifierTests : ClassifierConformance
{
    private static readonly LinearFixture Sklearn = LinearFixture.Instance;

    protected override IClassifier Create() => new LogisticClassifier();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_WeightedRows_CoefficientsEqualScikitLearns(bool standardise)
    {
        foreach (LinearFixture.Case expected in Sklearn.Logistic)
        {
            LinearModel logit = Fit(new LogisticOptions { Penalty = expected.Penalty, Standardise = standardise }, Sklearn.X, Sklearn.Labels, Sklearn.Weights);
            logit.Coefficients.ShouldBe(expected.Expected(standardise).Coefficients, 1e-6);
            logit.Intercept.ShouldBe(expected.Expected(standardise).Intercept, 1e-6 * Math.Max(1, Math.Abs(logit.Intercept)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_AnyRows_GradientOfThePenalisedLossIsZero(bool intercept)
    {
        Matrix<float> x = LearnerData.Features(200, 4, 3);
        bool[] labels = LearnerData.Labels(x, 4);
        LinearModel logit = Fit(new LogisticOptions { Penalty = 0.3, Intercept = intercept }, x, labels, null);
        double[] errors = [.. Enumerable.Range(0, 200).Select(i => (1 / (1 + Math.Exp(-logit.Predict(x.Row(i))))) - (labels[i] ? 1 : 0))];
        for (int j = 0; j < 4; j++)
        {
            (Enumerable.Range(0, 200).Sum(i => errors[i] * x[i, j]) + (0.3 * logit.Coefficients[j])).ShouldBe(0, 1e-8);
        }

        (intercept ? errors.Sum() : logit.Intercept).ShouldBe(0, 1e-8);
    }

    [Fact]
    public void Fit_SeparableLabelsAndLargeOffset_Converges()
    {
        Matrix<float> x = LearnerData.Features(100, 2, 3);
        for (int i = 0; i < 100; i++)
        {
            x[i, 0] += 1000;
        }

        bool[] labels = [.. Enumerable.Range(0, 100).Select(i => x[i, 0] > 1000)];
        LinearModel logit = Fit(new LogisticOptions { Penalty = 1e-4 }, x, labels, null);
        Enumerable.Range(0, 100).Select(i => logit.Predict(x.Row(i)) > 0).ShouldBe(labels);
    }

    [Fact]
    public void Fit_OutOfIterations_SaysSo() => Should.Throw<InvalidOperationException>(
        () => Fit(new LogisticOptions { MaxIterations = 1 }, Sklearn.X, Sklearn.Labels, null)).Message.ShouldContain("1 iterations");

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Minimise_MergedShards_EqualsUnsharded(int shards)
    {
        Matrix<float> x = Sklearn.X;
        var options = new LogisticOptions { Standardise = true };
        (Matrix<float> X, bool[] Labels, double[] Weights)[] parts = [.. Enumerable.Range(0, shards)
            .Select(s => Enumerable.Range(0, x.Rows).Where(i => i % shards == s).ToArray())
            .Select(rows => (x.SelectRows(rows), LearnerData.Select(Sklearn.Labels, rows), LearnerData.Select(Sklearn.Weights, rows)))];
        var scaling = FeatureScaling.Of(
            parts.Select(p => GramStatistics.Compute(p.X, new Matrix<double>(p.X.Rows, 0), p.Weights, FitContext.Default)).Aggregate((a, b) => a.Merge(b)),
            intercept: true, standardise: true);
        double[] point = LogisticSolver.Minimise(x.Columns, at => parts
            .Select(p => LogisticStatistics.Compute(p.X, p.Labels, p.Weights, scaling, at, FitContext.Default)).Aggregate((a, b) => b.Merge(a)),
            options, FitContext.Default);
        LinearModel sharded = LogisticModel.FromScaled(point, scaling).Logit, whole = Fit(options, x, Sklearn.Labels, Sklearn.Weights);
        sharded.Coefficients.ShouldBe(whole.Coefficients, 1e-9);
        sharded.Intercept.ShouldBe(whole.Intercept, 1e-9 * Math.Max(1, Math.Abs(whole.Intercept)));
    }

    private static LinearModel Fit(LogisticOptions options, Matrix<float> x, bool[] labels, double[]? weights) =>
        ((LogisticModel)new LogisticClassifier(options).Fit(x, labels, weights, 0, FitContext.Default)).Logit;
}
