using OrleansRouter.Learning.Linear;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Linear;

public sealed class LassoRegressorTests : RegressorConformance
{
    private static readonly LinearFixture Sklearn = LinearFixture.Instance;

    protected override IRegressor Create() => new LassoRegressor();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_WeightedRows_CoefficientsEqualScikitLearns(bool standardise)
    {
        foreach (LinearFixture.Case expected in Sklearn.Lasso)
        {
            var options = new LassoOptions { Penalty = expected.Penalty, Standardise = standardise };
            var model = (LinearModel)new LassoRegressor(options).Fit(Sklearn.X, Sklearn.Targets, Sklearn.Weights, 0, FitContext.Default);
            model.Coefficients.ShouldBe(expected.Expected(standardise).Coefficients, 1e-6);
            model.Intercept.ShouldBe(expected.Expected(standardise).Intercept, 1e-6);
        }
    }

    [Fact]
    public void Fit_LargePenalty_SetsEveryCoefficientToZero()
    {
        var model = (LinearModel)new LassoRegressor(new LassoOptions { Penalty = 1e6 }).Fit(Sklearn.X, Sklearn.Targets, null, 0, FitContext.Default);
        model.Coefficients.ShouldAllBe(b => b == 0);
        model.Intercept.ShouldBe(Sklearn.Targets.Average(), 1e-12);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Solve_MergedShards_EqualsUnsharded(int shards)
    {
        Matrix<float> x = Sklearn.X;
        GramStatistics merged = Enumerable.Range(0, shards)
            .Select(s => Enumerable.Range(0, x.Rows).Where(i => i % shards == s).ToArray())
            .Select(rows => GramStatistics.Compute(
                x.SelectRows(rows), new Matrix<double>(rows.Length, 1, LearnerData.Select(Sklearn.Targets, rows)), null, FitContext.Default))
            .Aggregate((a, b) => a.Merge(b));
        LinearModel sharded = LassoRegressor.Solve(merged, new LassoOptions(), FitContext.Default);
        var whole = (LinearModel)new LassoRegressor().Fit(x, Sklearn.Targets, null, 0, FitContext.Default);
        sharded.Coefficients.ShouldBe(whole.Coefficients, 1e-9);
        sharded.Intercept.ShouldBe(whole.Intercept, 1e-9);
    }

    [Fact]
    public void Fit_OutOfSweeps_SaysSo() => Should.Throw<InvalidOperationException>(() => new LassoRegressor(new LassoOptions { MaxSweeps = 1 })
        .Fit(Sklearn.X, Sklearn.Targets, null, 0, FitContext.Default)).Message.ShouldContain("sweeps");

    [Fact]
    public void Solve_NoTarget_Refused() => Should.Throw<ArgumentException>(() => LassoRegressor.Solve(
        GramStatistics.Compute(Sklearn.X, new Matrix<double>(Sklearn.X.Rows, 0), null, FitContext.Default), new LassoOptions(), FitContext.Default));

    [Fact]
    public void Constructor_NegativePenalty_Refused() =>
        Should.Throw<ArgumentException>(() => new LassoRegressor(new LassoOptions { Penalty = -1.5 })).Message
            .ShouldBe("LassoOptions: The field Penalty must be between 0 and 1000000000000. Got -1.5. (Parameter 'options')");
}
