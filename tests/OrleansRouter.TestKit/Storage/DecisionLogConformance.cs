using OrleansRouter.Grains.Decisions;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IDecisionLog"/> must do.</summary>
public abstract class DecisionLogConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Find_DecisionWithoutOutcome_HasEveryFieldExactly()
    {
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);

        LoggedDecision found = (await Store.Decisions.FindAsync("acme", "dec_1", None)).ShouldNotBeNull();

        found.Decision.ShouldBe(Records.Decision("dec_1"));
        found.Outcome.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Find_DecisionOfFewFields_HasNullsForTheRest()
    {
        DecisionRecord bare = Records.Decision("dec_1") with { KeyId = null, PolicyHash = null, Prompt = null, ReceiptJson = null };
        await Store.Decisions.AppendAsync(bare, None);

        (await Store.Decisions.FindAsync("acme", "dec_1", None))!.Decision.ShouldBe(bare);
    }

    [SkippableFact]
    public async Task Append_ManyAtOnce_SomeOfThemTwice_EachIsThereOnceWithEveryFieldExactly()
    {
        DecisionRecord[] decisions = [.. Enumerable.Range(0, 50).Select(i => i % 3 == 0
            ? Records.Decision($"dec_{i}") with { KeyId = null, Session = null, PolicyHash = null, Prompt = null, ReceiptJson = null }
            : Records.Decision($"dec_{i}"))];

        await Task.WhenAll(decisions.Concat(decisions[..10]).Select(d => Store.Decisions.AppendAsync(d, None)));
        await Task.WhenAll(decisions.Select(d => Store.Decisions.AppendAsync(Records.Outcome(d.DecisionId), None)));

        List<(long Sequence, LoggedDecision Entry)> log = await Store.Decisions.ReadAsync(0, None).ToListAsync();
        log.Select(l => l.Entry.Decision).ShouldBe(decisions, ignoreOrder: true);
        log.ForEach(l => ShouldEqual(l.Entry.Outcome.ShouldNotBeNull(), Records.Outcome(l.Entry.Decision.DecisionId)));
    }

    [SkippableFact]
    public async Task Find_DecisionWithOutcome_HasBoth()
    {
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);
        await Store.Decisions.AppendAsync(Records.Outcome("dec_1"), None);

        LoggedDecision found = (await Store.Decisions.FindAsync("acme", "dec_1", None)).ShouldNotBeNull();

        ShouldEqual(found.Outcome.ShouldNotBeNull(), Records.Outcome("dec_1"));
    }

    [SkippableFact]
    public async Task Find_AnswerWithoutModelAndAttempts_ComesBack()
    {
        OutcomeRecord cancelled = Records.Outcome("dec_1") with { ModelId = null, Status = "cancelled", Attempts = [], TokensEstimated = false };
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);
        await Store.Decisions.AppendAsync(cancelled, None);

        ShouldEqual((await Store.Decisions.FindAsync("acme", "dec_1", None))!.Outcome.ShouldNotBeNull(), cancelled);
    }

    [SkippableFact]
    public async Task Find_OfAnotherTenant_IsNull()
    {
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);
        await Store.Decisions.AppendAsync(Records.Outcome("dec_1", tenant: "evil"), None);

        (await Store.Decisions.FindAsync("evil", "dec_1", None)).ShouldBeNull();
        (await Store.Decisions.FindAsync("acme", "dec_1", None))!.Outcome.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Append_RepeatedId_KeepsTheFirst()
    {
        await Store.Decisions.AppendAsync(Records.Decision("dec_1"), None);
        await Store.Decisions.AppendAsync(Records.Decision("dec_1") with { ModelId = "other" }, None);
        await Store.Decisions.AppendAsync(Records.Outcome("dec_1"), None);
        await Store.Decisions.AppendAsync(Records.Outcome("dec_1") with { Status = "failed" }, None);

        LoggedDecision only = (await ReadAsync()).ShouldHaveSingleItem();

        only.Decision.ModelId.ShouldBe("gpt-4o");
        only.Outcome!.Status.ShouldBe("completed");
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.0000001)]
    [InlineData(double.NaN)]
    public async Task Append_ImpossiblePropensity_IsRefused(double propensity) =>
        (await Should.ThrowAsync<ArgumentException>(
            () => Store.Decisions.AppendAsync(Records.Decision("dec_1") with { Propensity = propensity }, None))).Message
            .ShouldBe(FormattableString.Invariant($"Decision 'dec_1': propensity is {propensity}; expected a number in (0, 1]."));

    [SkippableTheory]
    [InlineData(-1, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public async Task Append_ImpossibleOutcome_IsRefused(double costUsd, double latencyMs) => await Should.ThrowAsync<ArgumentException>(
        () => Store.Decisions.AppendAsync(Records.Outcome("dec_1") with { CostUsd = costUsd, LatencyMs = latencyMs }, None));

    [SkippableFact]
    public async Task Append_ThousandsAtOnce_EachIsThereOnce_AlsoAfterReopening()
    {
        string[] ids = [.. Enumerable.Range(0, 3000).Select(i => $"dec_{i:D5}")];

        await Task.WhenAll(ids.Concat(ids[..500]).Select(id => Task.Run(() => Store.Decisions.AppendAsync(Records.Decision(id), None))));
        await ReopenAsync();

        (await ReadAsync()).Select(e => e.Decision.DecisionId).Order(StringComparer.Ordinal).ShouldBe(ids);
    }

    [SkippableFact]
    public async Task Read_IsInOrderOfAppending_AndResumesAfterASequence()
    {
        string[] ids = [.. Enumerable.Range(0, 620).Select(i => $"dec_{i:D5}")];
        await Task.Run(() => Task.WhenAll(ids.Select(id => Store.Decisions.AppendAsync(Records.Decision(id), None))));
        await Store.Decisions.AppendAsync(Records.Outcome(ids[300]), None);

        List<(long Sequence, LoggedDecision Entry)> all = await Store.Decisions.ReadAsync(0, None).ToListAsync();
        List<(long Sequence, LoggedDecision Entry)> tail = await Store.Decisions.ReadAsync(all[299].Sequence, None).ToListAsync();

        all.Select(e => e.Entry.Decision.DecisionId).ShouldBe(ids);
        all.Zip(all.Skip(1)).ShouldAllBe(pair => pair.First.Sequence < pair.Second.Sequence);
        tail.Select(e => e.Sequence).ShouldBe(all.Skip(300).Select(e => e.Sequence));
        tail[0].Entry.Outcome.ShouldNotBeNull();
        tail[1].Entry.Outcome.ShouldBeNull();
    }

    [SkippableFact]
    public async Task ReadPage_OfOneTenant_IsInOrderOfTime_FromAnInstantOn()
    {
        string[] ids = [.. Enumerable.Range(0, 12).Select(i => DecisionIds.New(Records.Noon.AddMinutes(i)))];
        await Task.WhenAll(ids.Index().Reverse().Select(i => Store.Decisions.AppendAsync(
            Records.Decision(i.Item, tenant: i.Index % 3 == 0 ? "other" : "acme") with { DecidedAt = Records.Noon.AddMinutes(i.Index) }, None)));
        await Store.Decisions.AppendAsync(Records.Outcome(ids[5]), None);
        DateTimeOffset since = Records.Noon.AddMinutes(4);

        IReadOnlyList<LoggedDecision> first = await Store.Decisions.ReadPageAsync("acme", since, null, 3, None);
        IReadOnlyList<LoggedDecision> rest = await Store.Decisions.ReadPageAsync("acme", since, ids[7], 100, None);

        first.Select(d => d.Decision.DecisionId).ShouldBe([ids[4], ids[5], ids[7]]);
        first.Select(d => d.Outcome is not null).ShouldBe([false, true, false]);
        rest.Select(d => d.Decision.DecisionId).ShouldBe([ids[8], ids[10], ids[11]]);
        (await Store.Decisions.ReadPageAsync("acme", since.AddTicks(1), null, 1, None)).Single().Decision.DecisionId.ShouldBe(ids[5]);
        (await Store.Decisions.ReadPageAsync("third", since, null, 3, None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Append_TwoConnections_BothAreComplete()
    {
        RelationalStore[] stores = [Store, await OpenAnotherAsync()];

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i =>
            Task.Run(() => stores[i % 2].Decisions.AppendAsync(Records.Decision($"dec_{i}"), None))));

        (await stores[0].Decisions.ReadAsync(0, None).CountAsync()).ShouldBe(400);
        (await stores[1].Decisions.ReadAsync(0, None).CountAsync()).ShouldBe(400);
    }

    [SkippableFact]
    public async Task Dispose_CompletesWhatIsQueued()
    {
        Task[] appends = await Task.Run(() =>
            Enumerable.Range(0, 1000).Select(i => Store.Decisions.AppendAsync(Records.Decision($"dec_{i}"), None)).ToArray());

        await ReopenAsync();

        await Task.WhenAll(appends);
        (await ReadAsync()).Count.ShouldBe(1000);
    }

    /// <summary>Records compare their lists by reference.</summary>
    private static void ShouldEqual(OutcomeRecord actual, OutcomeRecord expected)
    {
        actual.Attempts.ShouldBe(expected.Attempts);
        (actual with { Attempts = expected.Attempts }).ShouldBe(expected);
    }

    private async Task<List<LoggedDecision>> ReadAsync() => await Store.Decisions.ReadAsync(0, None).Select(e => e.Entry).ToListAsync();
}
