using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;

namespace OrleansRouter.Learning.Tests.Trees.Forests;

/// <summary>Test scores, mean of five seeds, against those of scikit-learn 1.2.1 at the same settings.</summary>
public sealed class ForestFixtureTests
{
    private static readonly TreeFixture Sklearn = TreeFixture.Instance;

    public static TheoryData<string> Names => TreeFixture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_EveryDataSet_IsTheOneThatThePeersSaw(string name)
    {
        TreeFixture.Make(name, Sklearn.Train, 100).X[0, 0].ShouldBe((float)TreeFixture.Of(name).FirstFeature);
        TreeFixture.Make(name, Sklearn.Test, 200).Y[^1].ShouldBe(TreeFixture.Of(name).LastTarget, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_RandomForest_RSquaredIsScikitLearns(string name) =>
        MeanRSquared(name, new RandomForestRegressor()).ShouldBe(TreeFixture.Of(name).ForestRSquared, 0.01);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_LeavesOfFiveWithoutBootstrap_RSquaredIsScikitLearns(string name) =>
        MeanRSquared(name, new RandomForestRegressor(new ForestOptions { MinLeaf = 5, Bootstrap = false }))
            .ShouldBe(TreeFixture.Of(name).ForestLeafFiveRSquared, 0.01);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_ExtraTrees_RSquaredIsScikitLearns(string name) =>
        MeanRSquared(name, new ExtraTreesRegressor()).ShouldBe(TreeFixture.Of(name).ExtraTreesRSquared, 0.01);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_RandomForestClassifier_BrierScoreIsScikitLearns(string name)
    {
        double median = TreeFixture.Of(name).Median;
        (Matrix<float> x, double[] y) = TreeFixture.Make(name, Sklearn.Train, 100);
        (Matrix<float> test, double[] testTargets) = TreeFixture.Make(name, Sklearn.Test, 200);
        bool[] labels = [.. y.Select(v => v > median)];
        double Brier(ulong seed)
        {
            var p = new double[test.Rows];
            new RandomForestClassifier().Fit(x, labels, null, seed, FitContext.Default).PredictProbability(test, p);
            return p.Zip(testTargets, (a, b) => Math.Pow(a - (b > median ? 1 : 0), 2)).Average();
        }

        MeanOverSeeds(Brier).ShouldBe(TreeFixture.Of(name).ForestBrier, 0.005);
    }

    private static double MeanRSquared(string name, IRegressor method)
    {
        (Matrix<float> x, double[] y) = TreeFixture.Make(name, Sklearn.Train, 100);
        (Matrix<float> test, double[] testTargets) = TreeFixture.Make(name, Sklearn.Test, 200);
        return MeanOverSeeds(seed => TreeData.RSquared(method.Fit(x, y, null, seed, FitContext.Default).Predict(test), testTargets));
    }

    private static double MeanOverSeeds(Func<ulong, double> score) => Enumerable.Range(0, Sklearn.Seeds).Average(s => score((ulong)s));
}
