using OrleansRouter.Learning.Boosting;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Trees;
using OrleansRouter.Learning.Trees.Sharding;
using OrleansRouter.TestKit.Learning;

namespace OrleansRouter.Learning.Tests.Trees.Sharding;

/// <summary>Training over shards gives not only the same trees but the same bytes, so the tests compare bytes.</summary>
public sealed class ShardedTreeTrainerTests
{
    private static readonly Matrix<float> X = TreeFixture.WithHoles(TreeData.Uniform(500, 8, 1));
    private static readonly double[] Y = TreeData.Friedman(TreeData.Uniform(500, 8, 1), 1, 2);
    private static readonly double[] Classes = [.. Y.Select(y => y > 14 ? 1.0 : 0.0)];

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (int shards in new[] { 1, 2, 3, 7 })
        {
            cases.Add(shards, "none");
            cases.Add(shards, "whole");
            cases.Add(shards, "fractional");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task FitRandomForest_AnyShards_SameBytesAsUnsharded(int shards, string weighting)
    {
        var options = new ForestOptions { Trees = 5 };
        double[]? weights = Weights(weighting);
        ForestModel whole = new RandomForestRegressor(options).FitForest(X, Y, weights, 3, FitContext.Default);
        ForestModel sharded = await Sharded(shards, Y, weights).FitRandomForestAsync(options, 3, FitContext.Default);
        Bytes(sharded.Write).ShouldBe(Bytes(whole.Write));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task FitRandomForest_Classes_SameBytesAsUnsharded(int shards)
    {
        var options = new ForestOptions { Trees = 5, MaxDepth = 8, MinLeaf = 2 };
        ForestClassificationModel whole = new RandomForestClassifier(options).FitForest(X, [.. Classes.Select(c => c > 0)], null, 3, FitContext.Default);
        ForestModel sharded = await Sharded(shards, Classes, null).FitRandomForestAsync(options, 3, FitContext.Default);
        Bytes(new ForestClassificationModel(sharded).Write).ShouldBe(Bytes(whole.Write));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task FitExtraTrees_AnyShards_SameBytesAsUnsharded(int shards, string weighting)
    {
        ForestOptions options = ForestOptions.ExtraTrees with { Trees = 3 };
        double[]? weights = Weights(weighting);
        IRegressionModel whole = new ExtraTreesRegressor(options).Fit(X, Y, weights, 3, FitContext.Default);
        ForestModel sharded = await Sharded(shards, Y, weights).FitExtraTreesAsync(options, 3, FitContext.Default);
        Bytes(sharded.Write).ShouldBe(Bytes(whole.Write));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task FitBoosting_SampledWithEarlyStopping_SameBytesAsUnsharded(int shards, string weighting)
    {
        var options = new BoostingOptions { Rounds = 30, MaxDepth = 4, RowShare = 0.8, FeatureShare = 0.7, ValidationShare = 0.2, Patience = 4 };
        double[]? weights = Weights(weighting);
        IRegressionModel whole = new GradientBoostingRegressor(options).Fit(X, Y, weights, 3, FitContext.Default);
        BoostingModel sharded = await Sharded(shards, Y, weights).FitBoostingAsync(options, TreeLoss.Squared, 3, FitContext.Default);
        Bytes(sharded.Write).ShouldBe(Bytes(whole.Write));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task FitBoosting_Logistic_SameBytesAsUnsharded(int shards)
    {
        var options = new BoostingOptions { Rounds = 10 };
        IClassificationModel whole = new GradientBoostingClassifier(options).Fit(X, [.. Classes.Select(c => c > 0)], null, 3, FitContext.Default);
        BoostingModel sharded = await Sharded(shards, Classes, null).FitBoostingAsync(options, TreeLoss.Logistic, 3, FitContext.Default);
        Bytes(new BoostingClassificationModel(sharded).Write).ShouldBe(Bytes(whole.Write));
    }

    [Fact]
    public async Task Fit_ShardsOfOtherWidth_Refused()
    {
        ITreeShard[] shards = [new TreeShard(X, Y, null, FitContext.Default), new TreeShard(new Matrix<float>(1, 3), [1], null, FitContext.Default)];
        ArgumentException error = await Should.ThrowAsync<ArgumentException>(
            () => new ShardedTreeTrainer(shards).FitRandomForestAsync(new ForestOptions(), 1, FitContext.Default));
        error.Message.ShouldContain("8, 3");
    }

    [Fact]
    public async Task Histograms_BeforeATreeIsStarted_Refused()
    {
        InvalidOperationException error = await Should.ThrowAsync<InvalidOperationException>(
            () => new TreeShard(X, Y, null, FitContext.Default).HistogramsAsync(new HistogramRequest([0], [[0]]), CancellationToken.None));
        error.Message.ShouldContain("order");
    }

    private static double[]? Weights(string weighting) => weighting switch
    {
        "whole" => LearnerData.IntegerWeights(X.Rows),
        "fractional" => [.. Enumerable.Range(0, X.Rows).Select(i => 0.05 + (0.37 * (i % 11)))],
        _ => null,
    };

    /// <summary>Rows dealt out unevenly, in an order that has nothing to do with the original one.</summary>
    private static ShardedTreeTrainer Sharded(int shards, double[] targets, double[]? weights)
    {
        int[] order = new Rng(99).Permutation(X.Rows);
        return new ShardedTreeTrainer([.. Enumerable.Range(0, shards).Select(shard =>
        {
            int[] rows = [.. order.Where((_, i) => Math.Min(i % (shards + 2), shards - 1) == shard)];
            double[]? own = weights is null ? null : LearnerData.Select(weights, rows);
            return new JsonShard(new TreeShard(X.SelectRows(rows), LearnerData.Select(targets, rows), own, FitContext.Default));
        })]);
    }

    private static byte[] Bytes(Action<OrleansRouter.Learning.Serialization.ModelWriter> write) => LearnerData.Bytes(write);
}
