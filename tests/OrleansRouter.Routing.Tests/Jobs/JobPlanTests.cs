using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Policy;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Jobs;

/// <summary>The data are written once for all tests.</summary>
public sealed class JobPlanTests(JobSamples samples) : IClassFixture<JobSamples>
{
    [Fact]
    public void Families_ShardedOrNot_SameBytes() => RequireSameAsLocal(samples.Families("ridge", "knn", "best-fixed"));

    [Fact]
    public void Dars_ThreeFamilies_SameBytesAsUnsharded() => RequireSameAsLocal(samples.Dars("knn", "ridge", "mlp"));

    [Theory]
    [InlineData("r-learner", "forest", TruncationKind.None)]
    [InlineData("dr-learner", "forest", TruncationKind.Crump)]
    [InlineData("r-learner", "boosting", TruncationKind.None)]
    [InlineData("t-learner", "ridge", TruncationKind.None)]
    [InlineData("dr-learner", "ridge", TruncationKind.None)]
    [InlineData("x-learner", "ridge", TruncationKind.DensityRatio)]
    [InlineData("auto", "forest", TruncationKind.None)]
    [InlineData("gold-only", "ridge", TruncationKind.None)]
    public void MetaRouter_ShardedOrNot_SameBytes(string estimator, string learner, TruncationKind truncation) => RequireSameAsLocal(
        samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = estimator, Learner = learner, Truncation = truncation, TruncationFloor = 0.45, Folds = 3, Components = 10 }));

    [Theory]
    [InlineData("r-learner", false, 5, 1)]
    [InlineData("r-learner", true, 1, 0.5)]
    [InlineData("dr-learner", true, 3, 0)]
    public void MetaRouter_OtherLoops_SameBytes(string estimator, bool tuned, int folds, double preferenceWeight) => RequireSameAsLocal(
        samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = estimator, Learner = "forest", Tuned = tuned, Folds = folds, PreferenceWeight = preferenceWeight, Components = 10 }));

    [Fact]
    public void MetaRouter_EveryLoopOfEveryModelsGain_IsAStage()
    {
        JobSample sample = samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "dr-learner", Folds = 4 });
        IJobPlan plan = JobPlans.For(sample.Request);
        byte[] prepared = plan.Run(WorkOf(sample, JobStage.Prepare.Name));

        IReadOnlyList<JobStage> stages = plan.Stages(sample.Request, prepared);

        stages.Select(stage => (stage.Name, stage.Tasks)).ShouldBe(
            [
                ("encoder", 1), ("embed", 3), ("project", 1), ("nuisances", 2 * 4 * 3), ("shift-candidates", 2 * 3 * 4), ("shift-regressions", 2), ("shifts", 2),
                ("gain-candidates", 2 * 4 * 5), ("gain-regressions", 2), ("gains", 3), ("policies", 1),
            ]);
        stages.Single(stage => stage.Name == "gains").Needs.ShouldBe(
            ["prepare", "embed", "project", "shifts", "gain-candidates", "gain-regressions"], "what led to a shift is not read again");
    }

    [Theory]
    [InlineData(DecisionHead.Utility, AdvantageKind.Replay, null, 1)]
    [InlineData(DecisionHead.Utility, AdvantageKind.Replay, 5, 1)]
    [InlineData(DecisionHead.Mlp, AdvantageKind.BatchMean, null, 1)]
    [InlineData(DecisionHead.Mlp, AdvantageKind.BatchMean, 5, 1)]
    [InlineData(DecisionHead.Bilinear, AdvantageKind.DoublyRobust, 4, 2)]
    [InlineData(DecisionHead.Linear, AdvantageKind.Preference, 7, 3)]
    public void Barp_ShardedOrNot_SameBytesAsUnsharded_WhoeverJoinsWhen(DecisionHead head, AdvantageKind advantage, int? shardQueries, int draws)
    {
        // 10 steps per pass: the rounds of a sharded training go beyond one lap.
        JobSample sample = samples.Barp(new BarpOptions
        {
            Head = head,
            Advantage = advantage,
            ShardQueries = shardQueries,
            Draws = draws,
            BatchRows = 15,
            Epochs = 7,
            LearningRate = 0.01,
            HiddenWidth = 8,
            PreferenceWidth = 4,
        });

        RequireSameAsLocal(sample);
        // So many machines that each has missed some rounds, and sometimes the beginning of a lap.
        JobRun.Policies(sample.Request, sample.Paths, workers: 12, seed: 5)[0].ShouldBe(PolicyFile.ToBytes(JobSamples.Local(sample).Single()));
    }

    [Theory]
    [InlineData(null, 1, 7 + 1)]
    [InlineData(5, 3, (7 * 10) + 1)]
    public void Barp_BatchIsOneShard_RoundIsAPass_ElseAStep(int? shardQueries, int tasks, int rounds)
    {
        JobSample sample = samples.Barp(new BarpOptions { ShardQueries = shardQueries, BatchRows = 15, Epochs = 7 });
        IJobPlan plan = JobPlans.For(sample.Request);

        IReadOnlyList<JobStage> stages = plan.Stages(sample.Request, plan.Run(WorkOf(sample, JobStage.Prepare.Name)));

        stages.Select(stage => (stage.Name, stage.Tasks, stage.Rounds)).ShouldBe([("encoder", 1, 1), ("embed", 3, 1), ("gradients", tasks, rounds), ("policies", 1, 1)]);
    }

    [Fact]
    public void Barp_OtherShards_OtherPolicy() =>
        PolicyFile.ToBytes(JobSamples.Local(samples.Barp(new BarpOptions { Epochs = 2, ShardQueries = 8 })).Single())
            .ShouldNotBe(PolicyFile.ToBytes(JobSamples.Local(samples.Barp(new BarpOptions { Epochs = 2, ShardQueries = 16 })).Single()));

    [Fact]
    public void Bandit_AnyWorkers_SameBytes_AndOnePassWithinRounding()
    {
        JobSample sharded = samples.Bandit(new OnlineOptions { Dimensions = 8 });
        byte[] one = JobRun.Policies(sharded.Request, sharded.Paths)[0];
        JobRun.Policies(sharded.Request, sharded.Paths, workers: 7, seed: 3)[0].ShouldBe(one);

        JobSample whole = samples.Bandit(new OnlineOptions { Dimensions = 8 }, shardRows: 1_000_000);
        Policy split = PolicyFile.Read(one), single = PolicyFile.Read(JobRun.Policies(whole.Request, whole.Paths)[0]);

        single.Summary.Online!.Learned.ShouldBe(150 * 3);
        split.Summary.Online.ShouldBe(single.Summary.Online);
        foreach (Query query in ScoreTableReader.Read([sharded.Paths[0]]).Queries.Take(50))
        {
            CandidateScore[] a = ScoresOf(split, query.Prompt), b = ScoresOf(single, query.Prompt);
            for (int k = 0; k < a.Length; k++)
            {
                a[k].Quality.ShouldBe(b[k].Quality, 1e-9);
                a[k].Utility.ShouldBe(b[k].Utility, 1e-9);
            }
        }
    }

    [Theory]
    [InlineData("nothing", "No kind of job 'nothing'; there are: bandit, barp, dars, family, meta-router, meta-router-evaluation.")]
    [InlineData("family", "Training 'family': expected at least one family.")]
    [InlineData("meta-router", "Training 'meta-router': expected at least one family.")]
    [InlineData("bandit", "Training 'bandit': expected one file with the policy to go on from.")]
    public void Validate_RequestThatCannotRun_SaysWhy(string kind, string message) =>
        Should.Throw<ArgumentException>(() => JobPlans.For(samples.Families("ridge").Request with { Kind = kind, Families = [] })).Message.ShouldBe(message);

    [Fact]
    public void Validate_UnknownFamilyOrOption_SaysWhy()
    {
        JobRequest request = samples.Families("ridge").Request;
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { Families = [new JobFamily("x")] })).Message.ShouldStartWith("Training 'family': no family 'x'; there are: ");
        JobFamily wrong = new("ridge", System.Text.Json.JsonSerializer.SerializeToElement(new { penalty = -1 }));
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { Families = [wrong] })).Message.ShouldContain("penalty is -1");
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { Encoder = "x" })).Message.ShouldStartWith("Training 'family': no encoder 'x'");
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { ShardRows = 0 })).Message.ShouldContain("ShardRows");
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { Files = [null!] })).Message.ShouldContain("is null");
        JobFamily huge = JobFamily.Of(RouterFamilies.Registry.Get("barp"), new BarpOptions { BatchRows = 1 << 16, Draws = 256, PreferencesPerOutcome = 256 });
        Should.Throw<ArgumentException>(() => JobPlans.For(request with { Kind = "barp", Families = [huge] })).Message.ShouldContain("a batch has 4294967296 rows");
    }

    [Fact]
    public void Prepare_DataOfAnotherKind_NamesTheFile()
    {
        JobSample wrong = samples.Families("ridge") with { Paths = samples.MetaRouter(new MetaRouterFamilyOptions()).Paths };

        Should.Throw<DataFormatException>(() => JobRun.Policies(wrong.Request, wrong.Paths)).Message.ShouldContain("labels.jsonl.gz");
    }

    [Fact]
    public void Dars_ShardThatShowsNoRiskOfAModel_DoesNotHideThatOfOthers()
    {
        JobSample sample = samples.Dars("ridge");
        ObservationTable table = ObservationTableReader.Read(sample.Paths);
        string folder = Directory.CreateTempSubdirectory("orleans-router-risk-").FullName;
        // Of the first shard's 64 queries, model 0 has one observation each.
        ObservationTableWriter.Write(
            table.SelectObservations([.. Enumerable.Range(0, table.Count).Where(
                j => table.Query[j] >= 64 || table.Model[j] > 0 || (table.Rewrite[j] == 0 && table.Decode[j] == table.Decode.Min()))]),
            folder);
        string[] paths = [.. sample.Paths.Select(path => Path.Combine(folder, Path.GetFileName(path)))];

        RequireSameAsLocal(new JobSample(sample.Request with { Files = [.. paths.Select(path => JobRun.FileOf(path))] }, paths));

        Directory.Delete(folder, recursive: true);
    }

    private static void RequireSameAsLocal(JobSample sample)
    {
        string[] local = [.. JobSamples.Local(sample).Select(policy => Convert.ToHexString(PolicyFile.ToBytes(policy)))];
        foreach ((int workers, ulong seed) in new[] { (1, 1ul), (7, 2ul) })
        {
            JobRun.Policies(sample.Request, sample.Paths, workers, seed).Select(Convert.ToHexString).ShouldBe(local, $"{workers} workers");
        }
    }

    private static CandidateScore[] ScoresOf(Policy policy, string prompt)
    {
        float[] embedding = new float[policy.Encoder.Dimensions];
        policy.Encoder.Encode(prompt, embedding);
        var scores = new CandidateScore[policy.Router.Models.Count];
        policy.Router.Score(embedding, Preference.Default, scores);
        return scores;
    }

    private static JobWork WorkOf(JobSample sample, string stage) => new()
    {
        Request = sample.Request,
        Stage = stage,
        Task = 0,
        Files = sample.Paths,
        Earlier = new Dictionary<string, IReadOnlyList<byte[]>>(),
        Memory = new JobMemory(),
        Context = FitContext.Default,
    };
}
