using OrleansRouter.Grains.Feedback;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IFeedbackLog"/> must do.</summary>
public abstract class FeedbackLogConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task Find_Feedback_HasEveryFieldExactly()
    {
        FeedbackRecord bare = Records.Feedback("f2") with { Kind = FeedbackKind.Gold, Value = 0.1 + 0.2, ComparedModelId = null, Comment = null };
        (await AppendAsync(Records.Feedback("f1"))).ShouldBe(FeedbackAppendResult.Stored);
        (await AppendAsync(bare)).ShouldBe(FeedbackAppendResult.Stored);

        (await Store.Feedback.FindAsync("acme", "dec_1", None)).ShouldBe([Records.Feedback("f1"), bare]);
    }

    [SkippableFact]
    public async Task Append_SameKeyAndContentLater_IsADuplicate()
    {
        await AppendAsync(Records.Feedback("f1"));

        (await AppendAsync(Records.Feedback("f1") with { ReceivedAt = Records.Noon.AddHours(1) })).ShouldBe(FeedbackAppendResult.Duplicate);

        (await Store.Feedback.FindAsync("acme", "dec_1", None)).ShouldBe([Records.Feedback("f1")]);
    }

    public static TheoryData<FeedbackRecord> OtherContents() =>
    [
        Records.Feedback("f1") with { Value = 1 },
        Records.Feedback("f1") with { Kind = FeedbackKind.Score },
        Records.Feedback("f1") with { DecisionId = "dec_2" },
        Records.Feedback("f1") with { ComparedModelId = null },
        Records.Feedback("f1") with { Comment = "other" },
    ];

    [SkippableTheory]
    [MemberData(nameof(OtherContents))]
    public async Task Append_SameKeyOtherContent_IsAConflict_AndChangesNothing(FeedbackRecord other)
    {
        await AppendAsync(Records.Feedback("f1"));

        (await AppendAsync(other)).ShouldBe(FeedbackAppendResult.Conflict);

        (await Store.Feedback.ReadAsync(0, None).Select(f => f.Feedback).ToListAsync()).ShouldBe([Records.Feedback("f1")]);
    }

    [SkippableFact]
    public async Task Tenants_AreApart()
    {
        await AppendAsync(Records.Feedback("f1"));

        (await AppendAsync(Records.Feedback("f1", tenant: "other") with { Value = 1 })).ShouldBe(FeedbackAppendResult.Stored);

        (await Store.Feedback.FindAsync("acme", "dec_1", None)).ShouldHaveSingleItem().Value.ShouldBe(-1);
        (await Store.Feedback.FindAsync("other", "dec_1", None)).ShouldHaveSingleItem().Value.ShouldBe(1);
        (await Store.Feedback.FindAsync("third", "dec_1", None)).ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Append_ValueThatIsNotFinite_IsRefused(double value) =>
        await Should.ThrowAsync<ArgumentException>(() => AppendAsync(Records.Feedback("f1") with { Value = value }));

    [SkippableFact]
    public async Task Append_EachKeyThriceAtOnce_IsStoredExactlyOnce()
    {
        string[] keys = [.. Enumerable.Range(0, 800).Select(i => $"key_{i:D4}")];

        FeedbackAppendResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 3).SelectMany(_ => keys).Select(k => Task.Run(() => AppendAsync(Records.Feedback(k)))));
        await ReopenAsync();

        results.Count(r => r == FeedbackAppendResult.Stored).ShouldBe(800);
        results.Count(r => r == FeedbackAppendResult.Duplicate).ShouldBe(1600);
        List<string> stored = await Store.Feedback.ReadAsync(0, None).Select(f => f.Feedback.IdempotencyKey).ToListAsync();
        stored.Order(StringComparer.Ordinal).ShouldBe(keys);
    }

    [SkippableFact]
    public async Task Read_IsInOrderOfAppending_AndResumesAfterASequence()
    {
        string[] keys = [.. Enumerable.Range(0, 600).Select(i => $"key_{i}")];
        await Task.Run(() => Task.WhenAll(keys.Select(k => AppendAsync(Records.Feedback(k)))));

        List<(long Sequence, FeedbackRecord Feedback)> all = await Store.Feedback.ReadAsync(0, None).ToListAsync();

        all.Select(f => f.Feedback.IdempotencyKey).ShouldBe(keys);
        (await Store.Feedback.ReadAsync(all[^3].Sequence, None).ToListAsync()).ShouldBe(all[^2..]);
    }

    [SkippableFact]
    public async Task Read_OfOneTenant_IsItsPartOfTheLogInOrder_AndResumesAfterASequence()
    {
        for (int i = 0; i < 1_200; i++)
        {
            _ = AppendAsync(Records.Feedback($"key_{i}", tenant: i % 2 == 0 ? "acme" : "other"));
        }

        await ReopenAsync();
        List<(long Sequence, FeedbackRecord Feedback)> all = await Store.Feedback.ReadAsync(0, None).ToListAsync();

        List<(long Sequence, FeedbackRecord Feedback)> acme = await Store.Feedback.ReadAsync("acme", 0, None).ToListAsync();

        acme.Count.ShouldBe(600);
        acme.ShouldBe(all.Where(f => f.Feedback.TenantId == "acme"));
        (await Store.Feedback.ReadAsync("acme", acme[^4].Sequence, None).ToListAsync()).ShouldBe(acme[^3..]);
        (await Store.Feedback.ReadAsync("third", 0, None).ToListAsync()).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task FindBetween_TwoIds_HasTheFeedbackOfAllDecisionsBetween_OfTheTenantAlone()
    {
        foreach ((string key, string decision, string tenant) in new[]
        {
            ("1", "dec_b", "acme"), ("2", "dec_a", "acme"), ("3", "dec_c", "acme"), ("4", "dec_b", "acme"), ("5", "dec_b", "other"), ("6", "dec_d", "acme"),
        })
        {
            await AppendAsync(Records.Feedback(key, decision, tenant));
        }

        (await Store.Feedback.FindBetweenAsync("acme", "dec_b", "dec_c", None)).Select(f => f.IdempotencyKey).ShouldBe(["1", "3", "4"]);
        (await Store.Feedback.FindBetweenAsync("acme", "dec_e", "dec_f", None)).ShouldBeEmpty();
    }

    private Task<FeedbackAppendResult> AppendAsync(FeedbackRecord feedback) => Store.Feedback.AppendAsync(feedback, None);
}
