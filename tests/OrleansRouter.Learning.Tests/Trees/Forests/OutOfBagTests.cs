using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Learning.Tests.Trees.Forests;

public sealed class OutOfBagTests
{
    private static readonly Matrix<float> X = TreeData.Uniform(300, 5, 1);
    private static readonly double[] Y = TreeData.Friedman(X, 1, 2);
    private static readonly ForestOptions Options = new() { Trees = 30 };

    [Fact]
    public void FitOutOfBag_Regression_ScoreIsNearTheTestScore()
    {
        Matrix<float> test = TreeData.Uniform(1_000, 5, 8);
        (ForestModel model, OutOfBag outOfBag) = new RandomForestRegressor(Options).FitOutOfBag(X, Y, null, 3, FitContext.Default);
        double testScore = TreeData.RSquared(model.Predict(test), TreeData.Friedman(test, 1, 9));
        // The standard error of R² on 300 rows is about 2(1 − R²)/√300 = 0.03; bagging fewer trees per row costs a little more.
        outOfBag.Score.ShouldBe(testScore, 0.08);
        TreeData.RSquared(model.Predict(X), Y).ShouldBeGreaterThan(testScore + 0.08); // what fooling oneself would look like
        outOfBag.Score.ShouldBe(TreeData.RSquared(outOfBag.Predictions, Y), 1e-9);
    }

    [Fact]
    public void FitOutOfBag_NoiseLabels_AccuracyIsThatOfGuessing()
    {
        var rng = new Rng(4);
        bool[] labels = [.. Enumerable.Range(0, X.Rows).Select(_ => rng.NextInt(2) == 1)];
        (ForestClassificationModel model, OutOfBag outOfBag) = new RandomForestClassifier(Options).FitOutOfBag(X, labels, null, 3, FitContext.Default);
        outOfBag.Score.ShouldBe(0.5, 4 * 0.5 / Math.Sqrt(300));
        model.PredictProbability(X.Row(0)).ShouldBe(labels[0] ? 1 : 0, 0.5);
    }

    [Fact]
    public void FitOutOfBag_FewTrees_RowsThatAllTreesSawHaveNoPrediction()
    {
        (_, OutOfBag outOfBag) = new RandomForestRegressor(new ForestOptions { Trees = 1 }).FitOutOfBag(X, Y, null, 3, FitContext.Default);
        int unseen = outOfBag.Predictions.Count(p => !double.IsNaN(p));
        // A row is left out with probability 1/e; the variance of the number left out is n(1/e − 2/e²).
        ((double)unseen).ShouldBe(300 / Math.E, 4 * Math.Sqrt(300 * ((1 / Math.E) - (2 / Math.E / Math.E))));
    }

    [Fact]
    public void FitOutOfBag_RowsOfWeightZero_GetPredictionsButNoSay()
    {
        double[] weights = [.. Enumerable.Range(0, X.Rows).Select(i => i < 30 ? 0.0 : 1.0)];
        double[] targets = [.. Y.Select((y, i) => i < 30 ? 1e6 : y)];
        (_, OutOfBag outOfBag) = new RandomForestRegressor(Options).FitOutOfBag(X, targets, weights, 3, FitContext.Default);
        outOfBag.Predictions.ShouldAllBe(p => p < 100);
        outOfBag.Score.ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void FitOutOfBag_WithoutBootstrap_Refused() =>
        Should.Throw<ArgumentException>(() => new RandomForestRegressor(Options with { Bootstrap = false }).FitOutOfBag(X, Y, null, 3, FitContext.Default))
            .Message.ShouldContain("bootstrap");
}
