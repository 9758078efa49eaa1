using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.GraphRouter;

namespace OrleansRouter.Routing.Tests.Families;

public sealed class NetworkTrainingTests
{
    private const int Queries = 120, Features = 12, Models = 2;

    [Fact]
    public void Train_LabelsOfPureNoise_HeldOutQueriesStopThemFromBeingLearnedByHeart()
    {
        var options = new GraphRouterOptions { Epochs = 60, BatchRows = 32, ValidationShare = 0 };

        // Labels of 0 and 1 learned by heart lie 0.5 from what there is to know.
        Deviation(options).ShouldBeGreaterThan(0.9 * 0.5);
        Deviation(options with { ValidationShare = 0.2 }).ShouldBeLessThan(0.5 * 0.5);
    }

    [Fact]
    public void Train_ProgressReports_RiseToOne()
    {
        var reports = new List<double>();
        var context = new FitContext(Threads: 1, Progress: new Recorder(reports));

        new GraphRouterFamily().Train(Noise(), new GraphRouterOptions { Epochs = 4 }, 1, context);

        reports.ShouldBe([0.25, 0.5, 0.75, 1]);
    }

    /// <summary>Root mean square of expected quality less 0.5, which is all that there is to know.</summary>
    private static double Deviation(GraphRouterOptions options)
    {
        TrainingSet data = Noise();
        IRouter router = new GraphRouterFamily().Train(data, options, 1, FitContext.Default);
        var scores = new CandidateScore[Models];
        return Math.Sqrt(Enumerable.Range(0, Queries).Average(i =>
        {
            router.Score(data.Features.Row(i), Preference.Default, scores);
            return scores.Average(s => (s.Quality - 0.5) * (s.Quality - 0.5));
        }));
    }

    private static TrainingSet Noise()
    {
        var rng = new Rng(6);
        return new TrainingSet
        {
            Models = ["a", "b"],
            Features = new Matrix<float>(Queries, Features, [.. Enumerable.Range(0, Queries * Features).Select(_ => (float)rng.NextGaussian())]),
            Quality = new Matrix<double>(Queries, Models, [.. Enumerable.Range(0, Queries * Models).Select(_ => (double)rng.NextInt(2))]),
            CostUsd = new Matrix<double>(Queries, Models, [.. Enumerable.Repeat(0.5, Queries * Models)]),
            CostCapUsd = 1,
        };
    }

    private sealed class Recorder(List<double> reports) : IProgress<double>
    {
        public void Report(double value) => reports.Add(value);
    }
}
