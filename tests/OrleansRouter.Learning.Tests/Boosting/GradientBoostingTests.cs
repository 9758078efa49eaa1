using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Tests.Trees;

namespace OrleansRouter.Learning.Tests.Boosting;

public sealed class GradientBoostingTests
{
    private static readonly Matrix<float> X = TreeData.Uniform(600, 5, 1);
    private static readonly double[] Y = TreeData.Friedman(X, 1, 2);

    [Fact]
    public void Fit_OneTreeWithoutShrinkage_LeavesArePenalisedMeansOfResiduals()
    {
        Matrix<float> x = TreeData.Column(0, 0, 0, 1, 1);
        double[] y = [1, 2, 3, 10, 14];
        var options = new BoostingOptions { Rounds = 1, LearningRate = 1, MaxDepth = 1, L1 = 3, L2 = 2 };
        IRegressionModel model = new GradientBoostingRegressor(options).Fit(x, y, null, 1, FitContext.Default);
        // Mean 6; residuals −5, −4, −3 and 4, 8: Σ = ∓12, shrunk by α = 3 to ∓9, over n + λ.
        model.Predict([0]).ShouldBe(6 - (9.0 / (3 + 2)), 1e-9);
        model.Predict([1]).ShouldBe(6 + (9.0 / (2 + 2)), 1e-9);
    }

    [Fact]
    public void Fit_ValidationShare_StopsAndKeepsTheBestRound()
    {
        var options = new BoostingOptions { Rounds = 400, LearningRate = 0.5, ValidationShare = 0.25, Patience = 7 };
        (BoostingModel model, IReadOnlyList<double> losses) = new GradientBoostingRegressor(options).FitTraced(X, Y, null, 3, FitContext.Default);
        losses.Count.ShouldBeLessThan(400);
        losses.Count.ShouldBe(model.TreeCount + 7);
        losses.Min().ShouldBe(losses[model.TreeCount - 1]);
    }

    [Fact]
    public void Fit_ValidationShare_LossIsThatOfRowsHeldOut()
    {
        // Targets of pure noise: the trees learn the rows they see by heart and nothing of those held out.
        var rng = new Rng(5);
        double[] noise = [.. Enumerable.Range(0, 600).Select(_ => rng.NextGaussian())];
        var options = new BoostingOptions { Rounds = 60, ValidationShare = 0.3, Patience = 1_000, L2 = 0 };
        (BoostingModel model, IReadOnlyList<double> losses) = new GradientBoostingRegressor(options).FitTraced(X, noise, null, 3, FitContext.Default);
        losses[^1].ShouldBeGreaterThan(0.5); // ½·variance
        model.TreeCount.ShouldBeLessThan(20);
    }

    [Fact]
    public void Fit_SampledRounds_TrackScoresOfRowsOutsideTheSample()
    {
        // Were rows outside a round's sample left behind, later rounds would chase stale residuals and the training error stay large.
        var options = new BoostingOptions { Rounds = 200, LearningRate = 0.2, RowShare = 0.3, L2 = 0 };
        IRegressionModel model = new GradientBoostingRegressor(options).Fit(X, Y, null, 3, FitContext.Default);
        TreeData.Rmse(model.Predict(X), Y).ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Fit_ValidationLeavesNoRows_Refused() =>
        Should.Throw<ArgumentException>(() => new GradientBoostingRegressor(new BoostingOptions { ValidationShare = 0.5 })
            .Fit(TreeData.Column(1), [1], null, 1, FitContext.Default)).Message.ShouldContain("validation share");

    [Fact]
    public void Constructor_OptionsOutOfRange_AllNamed()
    {
        string message = Should.Throw<ArgumentException>(() => new GradientBoostingRegressor(
            new BoostingOptions { LearningRate = double.NaN, Rounds = 0 })).Message;
        message.ShouldContain("LearningRate");
        message.ShouldContain("Rounds");
    }
}
