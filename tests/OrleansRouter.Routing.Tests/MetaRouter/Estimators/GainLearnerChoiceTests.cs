using OrleansRouter.Learning;
using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;
using OrleansRouter.Routing.MetaRouter;

namespace OrleansRouter.Routing.Tests.MetaRouter.Estimators;

public sealed class GainLearnerChoiceTests
{
    private static readonly IRegressor Rough = new RandomForestRegressor(new ForestOptions { Trees = 20 });
    private static readonly IRegressor Smooth = new RandomForestRegressor(new ForestOptions { Trees = 20, MinLeaf = 50, MinSplit = 100 });

    [Theory]
    [InlineData(5, true)]
    [InlineData(0.01, false)]
    public void Of_NoiseOfTheGains_DecidesHowSmoothTheRegressionIs(double noise, bool isSmooth) =>
        Choose([Rough, Smooth], noise, gold: 60).ShouldBe(isSmooth ? Smooth : Rough);

    [Fact]
    public void Of_FewerGoldRowsThanFolds_IsTheFirst() => Choose([Rough, Smooth], 5, gold: 4).ShouldBe(Rough);

    [Fact]
    public void GainsOf_LearnersWithTheirOwnPenalty_AreOnlyOne()
    {
        LearnerSets.GainsOf("ridge").Single().ShouldBeOfType<RidgeRegressor>();
        LearnerSets.GainsOf("forest").Count.ShouldBe(4);
        LearnerSets.GainsOf("boosting").Count.ShouldBe(4);
    }

    private static IRegressor Choose(IReadOnlyList<IRegressor> learners, double noise, int gold)
    {
        var rng = new Rng(3);
        var features = new Matrix<float>(300, 2, [.. Enumerable.Range(0, 600).Select(_ => (float)rng.NextGaussian())]);
        return GainLearnerChoice.Of(
            learners, features, [.. Enumerable.Range(0, 300).Select(i => features[i, 0] + (noise * rng.NextGaussian()))], null,
            [.. Enumerable.Range(0, 300).Select(i => i < gold)], 1, FitContext.Default);
    }
}
