using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IJobTaskStore"/> must do.</summary>
public abstract class JobTaskStoreConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(30);

    private IJobTaskStore Tasks => Store.JobTasks;

    [SkippableFact]
    public async Task Claim_OldestFirst_EachOnce_ThenNothing()
    {
        await AddAsync("b", 0, 2);
        await Task.Delay(5);
        await AddAsync("a", 1, 1);

        (await ClaimAllAsync()).Select(c => (c.JobId, c.Stage, c.Task, c.Attempt)).ShouldBe([("b", 0, 0, 1), ("b", 0, 1, 1), ("a", 1, 0, 1)]);
        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Claim_ManyWorkersOfSeveralProcesses_EveryTaskIsClaimedOnce()
    {
        await AddAsync("job", 0, 60);
        RelationalStore[] stores = [Store, await OpenAnotherAsync(), await OpenAnotherAsync()];

        TaskClaim[] claims = [.. (await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(() => ClaimUntilDoneAsync(stores[i % 3].JobTasks))))).SelectMany(c => c)];

        claims.Select(c => c.Task).Order().ShouldBe(Enumerable.Range(0, 60));
        (await Tasks.ProgressAsync("job", 0, None)).Done.ShouldBe(60);
    }

    [SkippableFact]
    public async Task Add_Again_KeepsWhatIsThere()
    {
        await AddAsync("job", 0, 1);
        await Tasks.CompleteAsync((await Tasks.ClaimAsync("w", Long, None))!, new byte[] { 1 }, 5, 0, None);

        await AddAsync("job", 0, 2);

        (await Tasks.ProgressAsync("job", 0, None)).ShouldBe(new StageProgress(2, 1, 1, 1, 5, null));
    }

    [SkippableFact]
    public async Task Claim_TermIsOver_PassesOn_AndTheFirstHolderCanWriteNothing()
    {
        await AddAsync("job", 0, 1);
        TaskClaim dead = (await Tasks.ClaimAsync("w", Short, None))!;
        await Task.Delay(Short * 2);
        TaskClaim next = (await Tasks.ClaimAsync("w", Long, None))!;

        next.Attempt.ShouldBe(2);
        (await Tasks.ExtendAsync(dead, Long, None)).ShouldBeFalse();
        (await Tasks.CompleteAsync(dead, new byte[] { 1 }, 0, 0, None)).ShouldBeFalse();
        await Tasks.FailAsync(dead, "late", None);
        await Tasks.ReleaseAsync(dead, wasBegun: true, None);
        (await Tasks.CompleteAsync(next, new byte[] { 2 }, 0, 0, None)).ShouldBeTrue();
        (await Tasks.ResultsAsync("job", 0, None)).ShouldHaveSingleItem().ShouldBe([2]);
    }

    [SkippableFact]
    public async Task Extend_BeforeTheTermIsOver_KeepsTheTask()
    {
        await AddAsync("job", 0, 1);
        TaskClaim claim = (await Tasks.ClaimAsync("w", TimeSpan.FromSeconds(2), None))!;

        (await Tasks.ExtendAsync(claim, Long, None)).ShouldBeTrue();
        await Task.Delay(2_100);

        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Complete_TwiceByTheSameClaim_StoresTheFirst()
    {
        await AddAsync("job", 0, 1);
        TaskClaim claim = (await Tasks.ClaimAsync("w", Long, None))!;

        (await Tasks.CompleteAsync(claim, new byte[] { 1 }, 0, 0, None)).ShouldBeTrue();
        (await Tasks.CompleteAsync(claim, new byte[] { 2 }, 0, 0, None)).ShouldBeFalse();

        (await Tasks.ResultsAsync("job", 0, None)).ShouldHaveSingleItem().ShouldBe([1]);
    }

    [SkippableFact]
    public async Task Results_AreInTheOrderOfTasks_AfterReopeningToo()
    {
        await AddAsync("job", 3, 12);
        List<TaskClaim> claims = await ClaimAllAsync();
        foreach (TaskClaim claim in Enumerable.Reverse(claims))
        {
            await Tasks.CompleteAsync(claim, new[] { (byte)claim.Task }, 1.5, 0, None);
        }

        await ReopenAsync();

        (await Tasks.ResultsAsync("job", 3, None)).Select(r => (int)r[0]).ShouldBe(Enumerable.Range(0, 12));
        (await Tasks.ProgressAsync("job", 3, None)).ShouldBe(new StageProgress(12, 12, 12, 1, 18, null));
    }

    [SkippableFact]
    public async Task Fail_TellsWhy_AndNobodyTakesTheTaskAgain()
    {
        await AddAsync("job", 0, 1);

        await Tasks.FailAsync((await Tasks.ClaimAsync("w", Short, None))!, "no rows", None);
        await Task.Delay(Short * 2);

        (await Tasks.ProgressAsync("job", 0, None)).Problem.ShouldBe("no rows");
        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Release_LetsAnotherHaveItAtOnce()
    {
        await AddAsync("job", 0, 1);

        await Tasks.ReleaseAsync((await Tasks.ClaimAsync("w", Long, None))!, wasBegun: true, None);

        (await Tasks.ClaimAsync("w", Long, None))!.Attempt.ShouldBe(2);
    }

    [SkippableFact]
    public async Task Release_OfATaskThatWasNotBegun_DoesNotCount()
    {
        await AddAsync("job", 0, 1);

        await Tasks.ReleaseAsync((await Tasks.ClaimAsync("w", Long, None))!, wasBegun: false, None);

        (await Tasks.ClaimAsync("w", Long, None))!.Attempt.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Drop_RemovesTheTasksOfOneJob_AndItsClaimsAreLost()
    {
        await AddAsync("job", 0, 1);
        TaskClaim claim = (await Tasks.ClaimAsync("w", Long, None))!;
        await AddAsync("other", 0, 1);

        await Tasks.DropAsync("job", None);

        (await Tasks.JobsAsync(None)).ShouldBe(["other"]);
        (await Tasks.ExtendAsync(claim, Long, None)).ShouldBeFalse();
        (await Tasks.ProgressAsync("job", 0, None)).ShouldBe(new StageProgress(0, 0, 0, 0, 0, null));
    }

    [SkippableFact]
    public async Task Claim_EarlierStageIsOpen_HandsOutNothingOfLaterOnes()
    {
        await Tasks.AddAsync("job", 0, [Stage(2), Stage(1), Stage(3)], None);
        List<TaskClaim> first = await ClaimAllAsync();
        first.Select(c => (c.Stage, c.Task)).ShouldBe([(0, 0), (0, 1)]);

        await CompleteAsync(first[1]);
        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
        await CompleteAsync(first[0]);

        TaskClaim second = (await ClaimAllAsync()).ShouldHaveSingleItem();
        (second.Stage, second.Task).ShouldBe((1, 0));
        await CompleteAsync(second);
        (await ClaimAllAsync()).Select(c => (c.Stage, c.Task)).ShouldBe([(2, 0), (2, 1), (2, 2)]);
    }

    [SkippableFact]
    public async Task Claim_EarlierTaskFailed_HandsOutNothingOfLaterStages()
    {
        await Tasks.AddAsync("job", 0, [Stage(1), Stage(1)], None);

        await Tasks.FailAsync((await Tasks.ClaimAsync("w", Long, None))!, "no rows", None);

        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Claim_JobThatWaitsForItsStage_HoldsUpNoOtherJob()
    {
        await Tasks.AddAsync("first", 0, [Stage(1), Stage(5)], None);
        await Task.Delay(5);
        await Tasks.AddAsync("second", 0, [Stage(1), Stage(1)], None);

        List<TaskClaim> claims = await ClaimAllAsync();
        claims.Select(c => (c.JobId, c.Stage)).ShouldBe([("first", 0), ("second", 0)]);
        await CompleteAsync(claims[1]);

        (await ClaimAllAsync()).Select(c => (c.JobId, c.Stage)).ShouldBe([("second", 1)]);
    }

    [SkippableFact]
    public async Task Rounds_FollowOneAnother_AndEachReadsTheResultsThatAreKept()
    {
        await Tasks.AddAsync("job", 0, [Stage(2, rounds: 3), Stage(1)], None);
        for (int round = 0; round < 3; round++)
        {
            List<TaskClaim> claims = await ClaimAllAsync();
            claims.Select(c => (c.Stage, c.Round, c.Task, c.Attempt)).ShouldBe([(0, round, 0, 1), (0, round, 1, 1)]);
            await CompleteAsync(claims[1], value: (10 * round) + 1, keepFrom: round - 1);
            (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull("the round is not complete");
            (await Tasks.ResultsAsync("job", 0, None)).Count.ShouldBe(round == 2 ? 1 : 0, "the last round's alone are the stage's");
            await CompleteAsync(claims[0], value: 10 * round, keepFrom: round - 1);
        }

        (await RoundAsync(0)).ShouldBeEmpty("no later round reads it");
        (await RoundAsync(1)).ShouldBe([10, 11]);
        (await Tasks.ResultsAsync("job", 0, None)).Select(r => (int)r[0]).ShouldBe([20, 21]);
        (await Tasks.ProgressAsync("job", 0, None)).ShouldBe(new StageProgress(2, 6, 6, 1, 0, null));
        (await Tasks.ClaimAsync("w", Long, None))!.Stage.ShouldBe(1);
    }

    [SkippableFact]
    public async Task Rounds_WorkerDiesInOne_AnotherTakesThatRound_AndTheLateResultIsRefused()
    {
        await Tasks.AddAsync("job", 0, [Stage(1, rounds: 2)], None);
        await CompleteAsync((await Tasks.ClaimAsync("w", Long, None))!, value: 1);
        TaskClaim dead = (await Tasks.ClaimAsync("w", Short, None))!;
        await Task.Delay(Short * 2);

        TaskClaim next = (await Tasks.ClaimAsync("w", Long, None))!;

        (next.Round, next.Attempt).ShouldBe((1, 2));
        (await Tasks.CompleteAsync(dead, new byte[] { 7 }, 0, 0, None)).ShouldBeFalse();
        await CompleteAsync(next, value: 2);
        (await RoundAsync(0)).ShouldBe([1]);
        (await RoundAsync(1)).ShouldBe([2]);
    }

    [SkippableFact]
    public async Task Rounds_ManyWorkersOfSeveralProcesses_NoneBeginsBeforeTheOneBeforeIsComplete()
    {
        const int Width = 3, Rounds = 12;
        await Tasks.AddAsync("job", 0, [Stage(Width, Rounds)], None);
        RelationalStore[] stores = [Store, await OpenAnotherAsync(), await OpenAnotherAsync()];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            IJobTaskStore tasks = stores[i % 3].JobTasks;
            while ((await tasks.ProgressAsync("job", 0, None)).Done < Width * Rounds)
            {
                if (await tasks.ClaimAsync("w", Long, None) is { Round: var round } claim)
                {
                    (await tasks.RoundAsync("job", 0, round - 1, None)).Count.ShouldBe(round > 0 ? Width : 0);
                    (await tasks.CompleteAsync(claim, new[] { (byte)round }, 0, Math.Max(0, round - 1), None)).ShouldBeTrue();
                }
            }
        })));

        (await Tasks.ResultsAsync("job", 0, None)).Select(r => (int)r[0]).ShouldBe([11, 11, 11]);
        (await Tasks.ProgressAsync("job", 0, None)).Attempts.ShouldBe(Width * Rounds);
    }

    private static JobStage Stage(int tasks, int rounds = 1) => new("any", tasks, [], rounds);

    private Task AddAsync(string jobId, int stage, int tasks) => Tasks.AddAsync(jobId, stage, [Stage(tasks)], None);

    private async Task CompleteAsync(TaskClaim claim, int value = 0, int keepFrom = 0) =>
        (await Tasks.CompleteAsync(claim, new[] { (byte)value }, 0, Math.Max(0, keepFrom), None)).ShouldBeTrue();

    private async Task<int[]> RoundAsync(int round) => [.. (await Tasks.RoundAsync("job", 0, round, None)).Select(r => (int)r[0])];

    private async Task<List<TaskClaim>> ClaimAllAsync()
    {
        List<TaskClaim> claims = [];
        while (await Tasks.ClaimAsync("w", Long, None) is { } claim)
        {
            claims.Add(claim);
        }

        return claims;
    }

    /// <summary>Two processes may want the same row, and then one has nothing though others are left.</summary>
    private static async Task<List<TaskClaim>> ClaimUntilDoneAsync(IJobTaskStore tasks)
    {
        List<TaskClaim> claims = [];
        while ((await tasks.ProgressAsync("job", 0, None)).Done < 60)
        {
            if (await tasks.ClaimAsync("w", Long, None) is { } claim)
            {
                claims.Add(claim);
                (await tasks.CompleteAsync(claim, new[] { (byte)claim.Task }, 0, 0, None)).ShouldBeTrue();
            }
        }

        return claims;
    }
}
