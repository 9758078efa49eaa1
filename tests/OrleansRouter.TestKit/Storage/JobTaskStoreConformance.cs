using OrleansRouter.Grains.Training.Jobs;
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
        await Tasks.AddAsync("b", 0, 2, None);
        await Task.Delay(5);
        await Tasks.AddAsync("a", 1, 1, None);

        (await ClaimAllAsync()).Select(c => (c.JobId, c.Stage, c.Task, c.Attempt)).ShouldBe([("b", 0, 0, 1), ("b", 0, 1, 1), ("a", 1, 0, 1)]);
        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Claim_ManyWorkersOfSeveralProcesses_EveryTaskIsClaimedOnce()
    {
        await Tasks.AddAsync("job", 0, 60, None);
        RelationalStore[] stores = [Store, await OpenAnotherAsync(), await OpenAnotherAsync()];

        TaskClaim[] claims = [.. (await Task.WhenAll(Enumerable.Range(0, 9).Select(i => Task.Run(() => ClaimUntilDoneAsync(stores[i % 3].JobTasks))))).SelectMany(c => c)];

        claims.Select(c => c.Task).Order().ShouldBe(Enumerable.Range(0, 60));
        (await Tasks.ProgressAsync("job", 0, None)).Done.ShouldBe(60);
    }

    [SkippableFact]
    public async Task Add_Again_KeepsWhatIsThere()
    {
        await Tasks.AddAsync("job", 0, 1, None);
        await Tasks.CompleteAsync((await Tasks.ClaimAsync("w", Long, None))!, new byte[] { 1 }, 5, None);

        await Tasks.AddAsync("job", 0, 2, None);

        (await Tasks.ProgressAsync("job", 0, None)).ShouldBe(new StageProgress(2, 1, 1, 1, 5, null));
    }

    [SkippableFact]
    public async Task Claim_TermIsOver_PassesOn_AndTheFirstHolderCanWriteNothing()
    {
        await Tasks.AddAsync("job", 0, 1, None);
        TaskClaim dead = (await Tasks.ClaimAsync("w", Short, None))!;
        await Task.Delay(Short * 2);
        TaskClaim next = (await Tasks.ClaimAsync("w", Long, None))!;

        next.Attempt.ShouldBe(2);
        (await Tasks.ExtendAsync(dead, Long, None)).ShouldBeFalse();
        (await Tasks.CompleteAsync(dead, new byte[] { 1 }, 0, None)).ShouldBeFalse();
        await Tasks.FailAsync(dead, "late", None);
        await Tasks.ReleaseAsync(dead, None);
        (await Tasks.CompleteAsync(next, new byte[] { 2 }, 0, None)).ShouldBeTrue();
        (await Tasks.ResultsAsync("job", 0, None)).ShouldHaveSingleItem().ShouldBe([2]);
    }

    [SkippableFact]
    public async Task Extend_BeforeTheTermIsOver_KeepsTheTask()
    {
        await Tasks.AddAsync("job", 0, 1, None);
        TaskClaim claim = (await Tasks.ClaimAsync("w", TimeSpan.FromSeconds(2), None))!;

        (await Tasks.ExtendAsync(claim, Long, None)).ShouldBeTrue();
        await Task.Delay(2_100);

        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Complete_TwiceByTheSameClaim_StoresTheFirst()
    {
        await Tasks.AddAsync("job", 0, 1, None);
        TaskClaim claim = (await Tasks.ClaimAsync("w", Long, None))!;

        (await Tasks.CompleteAsync(claim, new byte[] { 1 }, 0, None)).ShouldBeTrue();
        (await Tasks.CompleteAsync(claim, new byte[] { 2 }, 0, None)).ShouldBeFalse();

        (await Tasks.ResultsAsync("job", 0, None)).ShouldHaveSingleItem().ShouldBe([1]);
    }

    [SkippableFact]
    public async Task Results_AreInTheOrderOfTasks_AfterReopeningToo()
    {
        await Tasks.AddAsync("job", 3, 12, None);
        List<TaskClaim> claims = await ClaimAllAsync();
        foreach (TaskClaim claim in Enumerable.Reverse(claims))
        {
            await Tasks.CompleteAsync(claim, new[] { (byte)claim.Task }, 1.5, None);
        }

        await ReopenAsync();

        (await Tasks.ResultsAsync("job", 3, None)).Select(r => (int)r[0]).ShouldBe(Enumerable.Range(0, 12));
        (await Tasks.ProgressAsync("job", 3, None)).ShouldBe(new StageProgress(12, 12, 12, 1, 18, null));
    }

    [SkippableFact]
    public async Task Fail_TellsWhy_AndNobodyTakesTheTaskAgain()
    {
        await Tasks.AddAsync("job", 0, 1, None);

        await Tasks.FailAsync((await Tasks.ClaimAsync("w", Short, None))!, "no rows", None);
        await Task.Delay(Short * 2);

        (await Tasks.ProgressAsync("job", 0, None)).Problem.ShouldBe("no rows");
        (await Tasks.ClaimAsync("w", Long, None)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task Release_LetsAnotherHaveItAtOnce()
    {
        await Tasks.AddAsync("job", 0, 1, None);

        await Tasks.ReleaseAsync((await Tasks.ClaimAsync("w", Long, None))!, None);

        (await Tasks.ClaimAsync("w", Long, None))!.Attempt.ShouldBe(2);
    }

    [SkippableFact]
    public async Task Drop_RemovesTheTasksOfOneJob_AndItsClaimsAreLost()
    {
        await Tasks.AddAsync("job", 0, 1, None);
        TaskClaim claim = (await Tasks.ClaimAsync("w", Long, None))!;
        await Tasks.AddAsync("other", 0, 1, None);

        await Tasks.DropAsync("job", None);

        (await Tasks.JobsAsync(None)).ShouldBe(["other"]);
        (await Tasks.ExtendAsync(claim, Long, None)).ShouldBeFalse();
        (await Tasks.ProgressAsync("job", 0, None)).ShouldBe(new StageProgress(0, 0, 0, 0, 0, null));
    }

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
                (await tasks.CompleteAsync(claim, new[] { (byte)claim.Task }, 0, None)).ShouldBeTrue();
            }
        }

        return claims;
    }
}
