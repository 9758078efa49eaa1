using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class MultiRidgeTests
{
    private static readonly Matrix<float> X = LearnerData.Features(700, 13, 1);

    [Fact]
    public void Fit_TargetsWithDifferentMissingRows_EachEqualsItsOwnFit()
    {
        Matrix<double> y = Targets(3);
        for (int i = 0; i < 100; i++)
        {
            y[i, 1] = double.NaN;
        }

        MultiRidgeFit together = MultiRidge.Fit(X, y, null, new RidgeOptions(), FitContext.Default);
        for (int k = 0; k < 3; k++)
        {
            int[] known = [.. Enumerable.Range(0, X.Rows).Where(i => !double.IsNaN(y[i, k]))];
            var alone = (LinearModel)new RidgeRegressor().Fit(
                X.SelectRows(known), [.. known.Select(i => y[i, k])], null, 0, FitContext.Default);
            together.Model.Coefficients.Row(k).ToArray().ShouldBe(alone.Coefficients, 1e-10);
            together.Model.Intercepts[k].ShouldBe(alone.Intercept, 1e-10);
        }
    }

    [Fact]
    public void Fit_TargetKnownNowhere_NamesTheColumn()
    {
        Matrix<double> y = Targets(2);
        for (int i = 0; i < y.Rows; i++)
        {
            y[i, 1] = double.NaN;
        }

        Should.Throw<ArgumentException>(() => MultiRidge.Fit(X, y, null, new RidgeOptions(), FitContext.Default)).Message.ShouldContain("column 1");
    }

    [Fact]
    public void Fit_NoisierTarget_GetsTheLargerPenalty()
    {
        var rng = new Rng(3);
        Matrix<double> y = Targets(2);
        for (int i = 0; i < y.Rows; i++)
        {
            y[i, 1] = rng.NextGaussian();
        }

        double[] penalties = MultiRidge.Fit(X, y, null, new RidgeOptions(), FitContext.Default).Penalties;
        penalties[1].ShouldBeGreaterThan(penalties[0]);
    }

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBytes()
    {
        byte[] Fit(int threads) => LearnerData.Bytes(MultiRidge.Fit(X, Targets(5), null, new RidgeOptions(), new FitContext(threads)).Model.Write);
        Fit(2).ShouldBe(Fit(1));
        Fit(7).ShouldBe(Fit(1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Solve_MergedShards_EqualsUnsharded(int shards)
    {
        Matrix<double> y = Targets(2);
        double[] weights = [.. Enumerable.Range(0, X.Rows).Select(i => 0.5 + (i % 3))];
        var options = new RidgeOptions { Penalty = 0.7, Standardise = true };
        GramStatistics merged = Enumerable.Range(0, shards)
            .Select(s => Enumerable.Range(0, X.Rows).Where(i => i % shards == s).ToArray())
            .Select(rows => GramStatistics.Compute(X.SelectRows(rows), y.SelectRows(rows), LearnerData.Select(weights, rows), FitContext.Default))
            .Aggregate((a, b) => b.Merge(a));
        MultiLinearModel sharded = MultiRidge.Solve(merged, options);
        MultiLinearModel whole = MultiRidge.Fit(X, y, weights, options, FitContext.Default).Model;
        sharded.Coefficients.Values.ShouldBe(whole.Coefficients.Values, 1e-9);
        sharded.Intercepts.ShouldBe(whole.Intercepts, 1e-9);
    }

    [Fact]
    public void Solve_NoPenaltyGiven_Refused() => Should.Throw<ArgumentException>(() => MultiRidge.Solve(
        GramStatistics.Compute(X, Targets(1), null, FitContext.Default), new RidgeOptions())).Message.ShouldContain("Penalty");

    [Fact]
    public void WriteAndRead_Model_SameBytesAndPredictions()
    {
        MultiLinearModel model = MultiRidge.Fit(X, Targets(3), null, new RidgeOptions { Penalty = 1 }, FitContext.Default).Model;
        byte[] bytes = LearnerData.Bytes(model.Write);
        MultiLinearModel read = MultiLinearModel.Read(new ModelReader(bytes));
        LearnerData.Bytes(read.Write).ShouldBe(bytes);
        double[] expected = new double[3], actual = new double[3];
        model.Predict(X.Row(0), expected);
        read.Predict(X.Row(0), actual);
        actual.ShouldBe(expected);
    }

    [Fact]
    public void Read_CoefficientNotFinite_Refused()
    {
        MultiLinearModel model = MultiRidge.Fit(X, Targets(1), null, new RidgeOptions { Penalty = 1 }, FitContext.Default).Model;
        model.Coefficients[0, 3] = double.NaN;
        Should.Throw<ModelFormatException>(() => MultiLinearModel.Read(new ModelReader(LearnerData.Bytes(model.Write))));
    }

    private static Matrix<double> Targets(int count)
    {
        var y = new Matrix<double>(X.Rows, count);
        for (int k = 0; k < count; k++)
        {
            double[] column = LearnerData.Targets(X, (ulong)k);
            for (int i = 0; i < y.Rows; i++)
            {
                y[i, k] = column[i];
            }
        }

        return y;
    }
}
