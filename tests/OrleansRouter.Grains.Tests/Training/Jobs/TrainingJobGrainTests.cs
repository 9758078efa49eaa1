using System.Security.Cryptography;
using System.Text;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Barp.Training;
using OrleansRouter.Routing.Families.MetaRouter;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Grains.Tests.Training.Jobs;

public sealed class TrainingJobGrainTests(JobSamples samples) : IClassFixture<JobSamples>
{
    // One pass of three steps, three shards each.
    private static readonly BarpOptions Sharded = new() { Epochs = 1, BatchRows = 60, ShardQueries = 20 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Job_AnyNumberOfWorkers_PublishesWhatOneProcessTrains(int workers)
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.MetaRouter(new MetaRouterFamilyOptions { Estimator = "dr-learner", Learner = "ridge", Folds = 3, Components = 10 });
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        (await process.Job().CreateAsync(sample.Request)).Phase.ShouldBe(JobPhase.Queued);

        JobState job = await process.FinishAsync(workers);

        job.Phase.ShouldBe(JobPhase.Done, job.Problem);
        (await bench.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        job.PolicyIds.ShouldBe(JobSamples.Local(sample).Select(policy => policy.Id));
        (await bench.Store.JobTasks.JobsAsync(default)).ShouldBeEmpty("results are not needed any more");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Job_OfRounds_AnyNumberOfWorkers_PublishesWhatOneProcessTrains(int workers)
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Barp(Sharded);
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);

        JobState job = await process.FinishAsync(workers);

        job.Problem.ShouldBeNull();
        (await bench.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        job.Log.Select(entry => entry.Text).ShouldContain(text => text.StartsWith("stage 'gradients' done: 12 tasks in 4 rounds, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Job_OfRounds_EveryTaskByAProcessThatKnowsNothing_AfterAWorkerThatDied_PublishesTheSame()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Barp(Sharded);
        await bench.UploadAsync(sample);
        await bench.StartProcess().Job().CreateAsync(sample.Request);

        JobState job;
        while ((job = await bench.StartProcess().Job().AdvanceAsync(null)).IsOpen)
        {
            await bench.Store.JobTasks.ClaimAsync("dead", TimeSpan.FromMilliseconds(1), default);
            await Task.Delay(5);
            (await bench.StartProcess().WorkAsync()).ShouldBeTrue();
        }

        (await bench.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
    }

    [Fact]
    public async Task Job_CoordinatorIsAway_WorkersGoFromStageToStageWithoutIt()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Families("ridge", "knn");
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);
        await process.Job().AdvanceAsync(null);
        (await process.WorkAsync()).ShouldBeTrue("it can be read what there is to do");
        await process.Job().AdvanceAsync(null);

        int tasks = 0;
        while (await process.WorkAsync())
        {
            tasks++;
        }

        tasks.ShouldBe(1 + 3 + 2, "encoder, three shards, two policies");
        JobState job = await process.Job().AdvanceAsync(null);
        (await bench.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
        job.Log.Count(entry => entry.Text.StartsWith("stage '", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task Job_SeveralFamilies_PublishesEach()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Dars("knn", "ridge", "best-fixed");
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);

        JobState job = await process.FinishAsync(2);

        (await bench.PublishedAsync(job)).ShouldBe(LocalHashes(sample));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Evaluation_AnyNumberOfWorkers_StoresTheReportOfOneProcess(int workers)
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Evaluation(new MetaRouterEvaluationOptions
        {
            GoldSize = 20,
            TestSize = 50,
            Rounds = 9,
            Routers = ["dr-learner", "pooled"],
            Method = new MetaRouterOptions { Learner = "ridge" },
        });
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);

        JobState job = await process.FinishAsync(workers);

        job.Phase.ShouldBe(JobPhase.Done, job.Problem);
        using var report = new MemoryStream();
        await bench.Store.DataFiles.CopyToAsync(job.ReportSha256!, report, default);
        Encoding.UTF8.GetString(report.ToArray()).ShouldBe(JobSamples.LocalReport(sample));
        job.PolicyIds.ShouldBeEmpty();
        job.Log[^1].Text.ShouldBe($"stored report {job.ReportSha256}");
        (await bench.Store.Policies.ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_ProcessesDieAfterEveryStep_NextOnesGoOnFromTheLastFinishedTask()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Bandit(new OnlineOptions { Dimensions = 8 });
        await bench.UploadAsync(sample);
        await bench.StartProcess().Job().CreateAsync(sample.Request);
        int tasks = 0;

        // Every step is taken by a process that knows only what is stored, and a claim of a worker that died before.
        JobState job;
        while ((job = await bench.StartProcess().Job().AdvanceAsync(null)).IsOpen)
        {
            await bench.Store.JobTasks.ClaimAsync("dead", TimeSpan.FromMilliseconds(1), default);
            await Task.Delay(5);
            (await bench.StartProcess().WorkAsync()).ShouldBeTrue();
            tasks++;
        }

        tasks.ShouldBe(1 + 3 + 1, "prepare, three shards, publish: nothing is done twice");
        (await bench.PublishedAsync(job)).ShouldBe([Hash(JobRun.Policies(sample.Request, sample.Paths)[0])]);
        job.Log.Select(entry => entry.Text).ShouldContain(text => text.StartsWith("stage 'learn' done: 3 tasks", StringComparison.Ordinal) && text.EndsWith("3 begun again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Advance_CrashBetweenPublishingAndWriting_PublishesOnce()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Families("best-fixed");
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);
        JobState job;
        while ((job = await process.Job().AdvanceAsync(null)).Stages.Count < 2 || job.Stage + 1 < job.Stages.Count)
        {
            await process.WorkAsync();
        }

        await process.WorkAsync();
        Fence stale = (await bench.Store.Leases.TryHoldAsync("training", "paused", TimeSpan.FromMilliseconds(1), default))!;
        await Task.Delay(10);
        Fence current = (await bench.Store.Leases.TryHoldAsync("training", "new", TimeSpan.FromMinutes(1), default))!;

        // The paused process stores the policy, and is refused when it says so.
        await Should.ThrowAsync<StaleFenceException>(() => process.Job().AdvanceAsync(stale));
        (await process.Job().GetAsync()).Phase.ShouldBe(JobPhase.Running);
        (await process.FinishAsync(fence: current)).Phase.ShouldBe(JobPhase.Done);

        (await bench.Store.Policies.ListAsync(default)).Count.ShouldBe(1);
        (await process.Job().GetAsync()).Log.Count(entry => entry.Text.StartsWith("published", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Cancel_WhileATaskRuns_StopsIt_AndNothingIsPublished()
    {
        await using JobBench bench = await JobBench.StartAsync();
        (JobProcess process, GatedFiles gate) = await bench.StartGatedAsync(samples.Families("ridge"));

        Task<bool> working = process.WorkAsync();
        await gate.Entered;
        JobState cancelled = await process.Job().CancelAsync();
        gate.Open();
        (await working).ShouldBeTrue();

        cancelled.Phase.ShouldBe(JobPhase.Cancelled);
        (await process.FinishAsync()).Phase.ShouldBe(JobPhase.Cancelled);
        (await bench.Store.JobTasks.JobsAsync(default)).ShouldBeEmpty();
        (await bench.Store.Policies.ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_DataThatCannotBeTrainedOn_FailsWithTheReason()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Families("ridge"), wrong = samples.MetaRouter(new MetaRouterFamilyOptions());
        await bench.UploadAsync(wrong);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request with { Files = wrong.Request.Files });

        JobState job = await process.FinishAsync();

        job.Phase.ShouldBe(JobPhase.Failed);
        job.Problem!.ShouldContain("labels.jsonl.gz");
        job.Problem!.ShouldContain("expected scores per query and model (kind A)");
        (await bench.Store.JobTasks.JobsAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_WhatCannotRun_IsRefusedAtOnce()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Families("ridge");
        JobProcess process = bench.StartProcess();

        (await Should.ThrowAsync<KeyNotFoundException>(() => process.Job().CreateAsync(sample.Request))).Message
            .ShouldBe($"File 'scores.jsonl.gz' with SHA-256 {sample.Request.Files[0].Sha256} is not stored; upload it first.");
        await bench.UploadAsync(sample);
        JobRequest climbing = sample.Request with { Files = [sample.Request.Files[0] with { Name = "../x" }] };
        (await Should.ThrowAsync<ArgumentException>(() => process.Job().CreateAsync(climbing))).Message.ShouldBe("File '../x': expected a name without folders.");
        (await Should.ThrowAsync<KeyNotFoundException>(() => process.Job().CancelAsync())).Message.ShouldBe("No training job 'job'.");
        await process.Job().CreateAsync(sample.Request);
        (await Should.ThrowAsync<InvalidOperationException>(() => process.Job().CreateAsync(sample.Request))).Message.ShouldBe("Job 'job' exists.");
    }

    [Fact]
    public async Task Task_ThatEndsItsProcessAgainAndAgain_IsGivenUp()
    {
        await using JobBench bench = await JobBench.StartAsync();
        JobSample sample = samples.Families("best-fixed");
        await bench.UploadAsync(sample);
        JobProcess process = bench.StartProcess();
        await process.Job().CreateAsync(sample.Request);
        await process.Job().AdvanceAsync(null);
        for (int i = 0; i < TrainingWorkerGrain.MaxAttempts; i++)
        {
            (await bench.Store.JobTasks.ClaimAsync("dead", TimeSpan.FromMilliseconds(1), default)).ShouldNotBeNull();
            await Task.Delay(5);
        }

        (await process.FinishAsync()).Problem.ShouldBe("Task 0 of stage 'prepare' was begun 10 times and never ended; the logs of its workers say why.");
    }

    /// <summary>A process whose job waits for its first task, which will wait for its file.</summary>
    private static string[] LocalHashes(JobSample sample) => [.. JobSamples.Local(sample).Select(policy => Hash(PolicyFile.ToBytes(policy)))];

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));
}
