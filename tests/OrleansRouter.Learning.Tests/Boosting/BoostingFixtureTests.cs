using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Tests.Trees;

namespace OrleansRouter.Learning.Tests.Boosting;

/// <summary>Test losses against those of XGBoost 1.7.4 (hist, 256 bins) at the same settings.</summary>
public sealed class BoostingFixtureTests
{
    private static readonly BoostingOptions Plain = new() { LearningRate = 0.1, MaxDepth = 6 };

    public static TheoryData<string> Names => TreeFixture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_PlainSettings_RmseIsXgboosts(string name) =>
        ShouldBeWithinOnePercent(Rmse(name, Plain), TreeFixture.Of(name).BoostingRmse);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_AllPenalties_RmseIsXgboosts(string name)
    {
        var options = new BoostingOptions { LearningRate = 0.2, MaxDepth = 4, L1 = 5, L2 = 10, MinSplitGain = 2, MinChildWeight = 8 };
        ShouldBeWithinOnePercent(Rmse(name, options), TreeFixture.Of(name).BoostingPenalisedRmse);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_SampledRowsAndFeatures_RmseIsXgboostsWithinThreeStandardErrors(string name)
    {
        var options = new BoostingOptions { LearningRate = 0.1, MaxDepth = 5, RowShare = 0.7, FeatureShare = 0.6 };
        // XGBoost's mean is over training sets and seeds, ours over training sets with one seed each; the deviation is that over seeds.
        double standardError = TreeFixture.Of(name).BoostingSampledDeviation
            * Math.Sqrt((1.0 + (1.0 / TreeFixture.Instance.SamplingSeeds)) / TreeFixture.Instance.TrainingSets);
        Rmse(name, options).ShouldBe(TreeFixture.Of(name).BoostingSampledRmse, 3 * standardError);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_MissingValues_RmseIsXgboosts(string name) =>
        ShouldBeWithinOnePercent(Rmse(name, Plain, prepare: TreeFixture.WithHoles), TreeFixture.Of(name).BoostingMissingRmse);

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_Logistic_LogLossIsXgboosts(string name)
    {
        double median = TreeFixture.Of(name).Median;
        var method = new GradientBoostingClassifier(Plain with { MaxDepth = 3 });
        double logLoss = MeanOverTrainingSets(name, (x, y, test, testTargets, seed) =>
        {
            var p = new double[test.Rows];
            method.Fit(x, [.. y.Select(v => v > median)], null, seed, FitContext.Default).PredictProbability(test, p);
            return -p.Zip(testTargets, (a, b) => Math.Log(b > median ? a : 1 - a)).Average();
        });
        ShouldBeWithinOnePercent(logLoss, TreeFixture.Of(name).BoostingLogLoss);
    }

    private static double Rmse(string name, BoostingOptions options, Func<Matrix<float>, Matrix<float>>? prepare = null)
    {
        prepare ??= x => x;
        var method = new GradientBoostingRegressor(options);
        return MeanOverTrainingSets(name, (x, y, test, testTargets, seed) =>
            TreeData.Rmse(method.Fit(prepare(x), y, null, seed, FitContext.Default).Predict(prepare(test)), testTargets));
    }

    private static double MeanOverTrainingSets(string name, Func<Matrix<float>, double[], Matrix<float>, double[], ulong, double> score)
    {
        (Matrix<float> test, double[] testTargets) = TreeFixture.Make(name, TreeFixture.Instance.Test, 200);
        return Enumerable.Range(0, TreeFixture.Instance.TrainingSets).Average(i =>
        {
            (Matrix<float> x, double[] y) = TreeFixture.Make(name, TreeFixture.Instance.Train, 100 + (10 * (ulong)i));
            return score(x, y, test, testTargets, (ulong)i);
        });
    }

    private static void ShouldBeWithinOnePercent(double actual, double expected) => actual.ShouldBe(expected, 0.01 * expected);
}
