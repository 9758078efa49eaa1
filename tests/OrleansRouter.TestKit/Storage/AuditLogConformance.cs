using OrleansRouter.Grains.Audit;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IAuditLog"/> must do.</summary>
public abstract class AuditLogConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [SkippableFact]
    public async Task ReadPage_HasEveryFieldInOrder_OnceForEachId_AlsoAfterReopening()
    {
        await AppendAsync("a", tenant: null);
        await AppendAsync("b", "acme");
        await AppendAsync("a", "changed");
        await ReopenAsync();

        IReadOnlyList<(long Sequence, AuditEntry Entry)> all = await Store.Audit.ReadPageAsync(null, 0, 10, None);

        all.Select(e => e.Entry).ShouldBe([Entry("a", null), Entry("b", "acme")]);
        all[0].Sequence.ShouldBeLessThan(all[1].Sequence);
    }

    [SkippableFact]
    public async Task ReadPage_OfOneTenant_GoesOnAfterASequence()
    {
        foreach (int i in Enumerable.Range(0, 9))
        {
            await AppendAsync($"e{i}", i % 2 == 0 ? "acme" : "other");
        }

        IReadOnlyList<(long Sequence, AuditEntry Entry)> first = await Store.Audit.ReadPageAsync("acme", 0, 3, None);
        IReadOnlyList<(long Sequence, AuditEntry Entry)> rest = await Store.Audit.ReadPageAsync("acme", first[^1].Sequence, 10, None);

        first.Concat(rest).Select(e => e.Entry.EntryId).ShouldBe(["e0", "e2", "e4", "e6", "e8"]);
        first.Count.ShouldBe(3);
        (await Store.Audit.ReadPageAsync("third", 0, 10, None)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Append_WithoutId_IsRefused() => await Should.ThrowAsync<ArgumentException>(() => AppendAsync("", null));

    private Task AppendAsync(string id, string? tenant) => Store.Audit.AppendAsync(Entry(id, tenant), None);

    private static AuditEntry Entry(string id, string? tenant) => new()
    {
        EntryId = id,
        TenantId = tenant,
        At = Records.Noon,
        Actor = "k1",
        Action = "rollout.start",
        Subject = "Grüße",
        DetailsJson = "{\"lower\":0.30000000000000004}",
    };
}
