using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Learning.Trees;
using OrleansRouter.Learning.Trees.Rows;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Trees.Forests;

public sealed class InfinitesimalJackknifeTests
{
    [Fact]
    public void Estimate_AnyRow_EqualsTheSumOfSquaredCovariances()
    {
        Matrix<float> x = TreeData.Uniform(60, 4, 1);
        double[] y = [.. Enumerable.Range(0, 60).Select(i => (double)x[i, 0] + x[i, 1])];
        const int B = 25;
        ForestModel forest = new RandomForestRegressor(new ForestOptions { Trees = B }).FitForest(x, y, null, 5, FitContext.Default);
        var each = new double[B];
        forest.PredictEach(x.Row(3), each);
        byte[][] counts = [.. Enumerable.Range(0, B).Select(b => new ForestSample(5, 60).CountUnits(b))];
        double uncorrected = Enumerable.Range(0, 60).Sum(i =>
        {
            double covariance = Enumerable.Range(0, B).Sum(b => (counts[b][i] - 1) * (each[b] - each.Average())) / B;
            return covariance * covariance;
        });
        double correction = 60.0 / (B * B) * each.Sum(t => Math.Pow(t - each.Average(), 2));

        ForestVariance estimate = new InfinitesimalJackknife(forest).Estimate(x.Row(3));
        estimate.Mean.ShouldBe(forest.Predict(x.Row(3)), 1e-12);
        estimate.Uncorrected.ShouldBe(uncorrected, 1e-12);
        estimate.Variance.ShouldBe(uncorrected - correction, 1e-12);
    }

    [Fact]
    public void Estimate_BaggedMean_IsTheVarianceOfAMean()
    {
        // Without a feature to split on, every tree predicts its bootstrap mean; the variance of a mean is Σ(y − ȳ)²/n².
        const int Rows = 50, Trees = 4_000;
        double[] y = [.. TreeData.Uniform(Rows, 1, 6).Values.Select(v => (double)v)];
        double expected = y.Sum(v => Math.Pow(v - y.Average(), 2)) / (Rows * Rows);
        ForestModel forest = new RandomForestRegressor(new ForestOptions { Trees = Trees })
            .FitForest(new Matrix<float>(Rows, 1), y, null, 7, FitContext.Default);
        ForestVariance estimate = new InfinitesimalJackknife(forest).Estimate([0]);
        // Monte-Carlo standard error of the estimate: V·√(4/B + 2n/B²).
        estimate.Variance.ShouldBe(expected, 4 * expected * Math.Sqrt((4.0 / Trees) + (2.0 * Rows / Trees / Trees)));
        estimate.Interval().Low.ShouldBe(estimate.Mean - (1.96 * Math.Sqrt(estimate.Variance)), 1e-12);
    }

    [Fact]
    public void Estimate_ForestReadBack_SameVariance()
    {
        Matrix<float> x = TreeData.Uniform(40, 3, 1);
        double[] y = [.. x.Values.Take(40).Select(v => (double)v)];
        ForestModel forest = new RandomForestRegressor(new ForestOptions { Trees = 10 }).FitForest(x, y, null, 5, FitContext.Default);
        ForestModel read = ForestModel.Read(new ModelReader(LearnerData.Bytes(forest.Write)));
        new InfinitesimalJackknife(read).Estimate(x.Row(1)).ShouldBe(new InfinitesimalJackknife(forest).Estimate(x.Row(1)));
    }

    [Fact]
    public void PredictSpread_AnyRow_IsTheSampleVarianceOverTrees()
    {
        Matrix<float> x = TreeData.Uniform(40, 3, 1);
        double[] y = [.. x.Values.Take(40).Select(v => (double)v)];
        ForestModel forest = new RandomForestRegressor(new ForestOptions { Trees = 10 }).FitForest(x, y, null, 5, FitContext.Default);
        var each = new double[10];
        forest.PredictEach(x.Row(2), each);
        forest.PredictSpread(x.Row(2)).Variance.ShouldBe(each.Sum(t => Math.Pow(t - each.Average(), 2)) / 9, 1e-12);
    }

    [Fact]
    public void Constructor_ForestWithoutBootstrap_Refused()
    {
        var forest = (ForestModel)new ExtraTreesRegressor().Fit(TreeData.Column(1, 2), [1, 2], null, 1, FitContext.Default);
        Should.Throw<ArgumentException>(() => new InfinitesimalJackknife(forest)).Message.ShouldContain("bootstrap");
    }
}
