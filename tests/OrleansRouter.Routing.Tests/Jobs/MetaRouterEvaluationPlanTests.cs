using OrleansRouter.Learning;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Jobs;

public sealed class MetaRouterEvaluationPlanTests(JobSamples samples) : IClassFixture<JobSamples>
{
    private static readonly MetaRouterEvaluationOptions Options = new()
    {
        GoldSize = 20,
        TestSize = 50,
        Rounds = 5,
        Points = 11,
        Routers = ["dr-learner", "r-learner-published", "pooled"],
        Method = new MetaRouterOptions { Learner = "ridge" },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Report_AnyWorkers_IsThatOfOneProcess(int workers)
    {
        JobSample sample = samples.Evaluation(Options);

        IReadOnlyList<byte[]> results = JobRun.Policies(sample.Request, sample.Paths, workers, seed: 3);

        Text(results.Single()).ShouldBe(JobSamples.LocalReport(sample));
    }

    [Fact]
    public void Stages_MoreRoundsThanTasks_AreSharedOut_AndNoneIsLost()
    {
        JobSample many = samples.Evaluation(Options with { Rounds = 1003, Routers = [], TestSize = 5 });

        JobPlans.For(many.Request).Stages(many.Request, []).Select(stage => (stage.Name, stage.Tasks)).ShouldBe([("rounds", 1000), ("report", 1)]);
        Text(JobRunner.Run(many.Request, many.Paths, FitContext.Default).Single()).ShouldBe(JobSamples.LocalReport(many));
    }

    [Fact]
    public void Validate_RequestThatCannotRun_SaysWhy()
    {
        JobRequest request = samples.Evaluation(Options).Request;
        Refused(request with { Files = [] }).ShouldBe("Evaluation 'meta-router-evaluation': expected data files, at least one, and nothing else.");
        Refused(request with { Families = [new JobFamily("ridge")] }).ShouldContain("name no families");
        Refused(request with { Seed = 9 }).ShouldContain("the seed is evaluation.options.seed");
        Refused(request with { Encoder = "x" }).ShouldContain("no encoder 'x'; there are: ");
        Refused(With(request, Options with { Routers = ["nobody"] })).ShouldStartWith("No gain estimator 'nobody'; there are: ");
        Refused(With(request, Options with { Rounds = 0 })).ShouldContain("Rounds");
        Refused(With(request, Options with { Rounds = 100_000, Points = 1_001 })).ShouldContain("fewer rounds or points");
        Refused(With(request, Options with { Method = new MetaRouterOptions { Learner = "x" } })).ShouldStartWith("No learner 'x'; there are: ");
        Refused(request with { Evaluation = request.Evaluation with { Components = -1 } }).ShouldContain("Components");
    }

    [Fact]
    public void Prepare_TooFewRows_OrNoPair_SaysWhy()
    {
        JobSample sample = samples.Evaluation(Options with { TestSize = 140 });
        Failed(sample).ShouldContain("150 rows leave 10 gold labels in a round; 20 are needed.");
        Failed(sample with { Request = sample.Request with { Evaluation = sample.Request.Evaluation with { Pair = null } } }).ShouldContain("(evaluation.pair)");
    }

    private static string Text(byte[] report) => System.Text.Encoding.UTF8.GetString(report);

    private static JobRequest With(JobRequest request, MetaRouterEvaluationOptions options) =>
        request with { Evaluation = request.Evaluation with { Options = options } };

    private static string Refused(JobRequest request) => Should.Throw<ArgumentException>(() => JobPlans.For(request)).Message;

    private static string Failed(JobSample sample) => Should.Throw<ArgumentException>(() => JobRun.Policies(sample.Request, sample.Paths)).Message;
}
