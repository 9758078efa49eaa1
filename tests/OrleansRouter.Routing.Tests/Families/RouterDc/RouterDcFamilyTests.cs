using OrleansRouter.Learning;
using OrleansRouter.Learning.Networks;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.RouterDc;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Families.RouterDc;

public class RouterDcFamilyTests
{
    [Fact]
    public void Marks_AreTheBestAboveAndTheWorstBelowTheMiddle() => ModelMarks.Of(
        new Matrix<double>(4, 4, [1, 1, 1, 0, 0.9, 0.8, 0.3, 0.1, 1, 1, 1, 1, double.NaN, 0.2, double.NaN, 0.6]), positives: 2, negatives: 2)
        .Values.ShouldBe([1, 1, 0, -1, 1, 1, -1, -1, 0, 0, 0, 0, 0, -1, 0, 1]);

    [Fact]
    public void Clusters_CompanionIsLikeTheQuery_OppositesAreNot()
    {
        Matrix<float> features = RoutingSamples.TrainingSet(rows: 60).Features;
        var clusters = new QueryClusters(features, 2, seed: 1, FitContext.Default);
        var graph = new Graph(new ParameterSet(1), 60);
        graph.Begin(60, new BatchNoise(3, 0));

        for (int i = 0; i < 60; i++)
        {
            RowRandom random = graph.Noise!.Value.Row(i);
            (clusters.Companion(i, ref random) % 2).ShouldBe(i % 2);
            (clusters.Opposite(i, ref random) % 2).ShouldBe(1 - (i % 2));
        }
    }

    [Fact]
    public void Clusters_OnlyOne_HasNoOpposites()
    {
        var graph = new Graph(new ParameterSet(1), 1);
        graph.Begin(1, new BatchNoise(3, 0));
        RowRandom random = graph.Noise!.Value.Row(0);

        new QueryClusters(new Matrix<float>(3, 2), 1, seed: 1, FitContext.Default).Opposite(0, ref random).ShouldBe(-1);
    }

    [Theory]
    [InlineData(0, "model-2")]
    [InlineData(0.5, "model-0")]
    public void Train_EveryLabelKnown_RoutesEachTaskToAModelThatIsGoodAtIt(double costWeight, string cheapestGood)
    {
        // Models 0 and 2 are good at task 0, model 1 at task 1; model 2 is the dearest and, at no cost weight, as good as model 0.
        TrainingSet data = RoutingSamples.TrainingSet(rows: 200);
        IRouter router = new RouterDcFamily().Train(data, new RouterDcOptions { CostWeight = costWeight, Dimensions = 16, Clusters = 2 }, 3, FitContext.Default);

        string[] choices = [.. Enumerable.Range(0, 200).Select(i => Choice(router, data.Features.Row(i)))];

        string[] good = costWeight == 0 ? ["model-0", cheapestGood] : [cheapestGood];
        choices.Where((choice, i) => i % 2 == 0 && good.Contains(choice)).Count().ShouldBeGreaterThan(90);
        choices.Where((choice, i) => i % 2 == 1 && choice == "model-1").Count().ShouldBeGreaterThan(90);
    }

    private static string Choice(IRouter router, ReadOnlySpan<float> embedding)
    {
        var scores = new CandidateScore[router.Models.Count];
        router.Score(embedding, Preference.Default, scores);
        return router.Models[Array.IndexOf(scores, scores.MaxBy(s => s.Utility))];
    }
}
