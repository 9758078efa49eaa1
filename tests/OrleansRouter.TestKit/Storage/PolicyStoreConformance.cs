using OrleansRouter.Grains.Policies;

namespace OrleansRouter.TestKit.Storage;

/// <summary>What every <see cref="IPolicyStore"/> must do.</summary>
public abstract class PolicyStoreConformance(TemporaryDatabase database) : StoreConformance(database)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly byte[] File = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];

    [SkippableFact]
    public async Task Find_ByIdOrHash_GivesTheFile()
    {
        PolicyInfo info = Records.Policy("p1", File);
        await Store.Policies.SaveAsync(info, File, None);
        await ReopenAsync();

        foreach (string name in new[] { info.PolicyId, info.ContentHash })
        {
            (PolicyInfo foundInfo, byte[] foundFile) = (await Store.Policies.FindAsync(name, None)).ShouldNotBeNull();
            foundInfo.ShouldBe(info);
            foundFile.ShouldBe(File);
        }
    }

    [SkippableFact]
    public async Task Find_Unknown_IsNull() => (await Store.Policies.FindAsync("nothing", None)).ShouldBeNull();

    [SkippableFact]
    public async Task Find_NameIsOneIdAndAnotherHash_GivesTheId()
    {
        await Store.Policies.SaveAsync(Records.Policy("p1", [1], ageInDays: 1, hash: "p2"), new byte[] { 1 }, None);
        await Store.Policies.SaveAsync(Records.Policy("p2", [2]), new byte[] { 2 }, None);

        (await Store.Policies.FindAsync("p2", None))!.Value.File.ShouldBe([2]);
    }

    [SkippableFact]
    public async Task Save_SameIdAndContent_ChangesNothing()
    {
        await Store.Policies.SaveAsync(Records.Policy("p1", File), File, None);
        await Store.Policies.SaveAsync(Records.Policy("p1", File, ageInDays: 3), File, None);

        (await Store.Policies.ListAsync(None)).ShouldBe([Records.Policy("p1", File)]);
    }

    [SkippableFact]
    public async Task Save_SameIdOtherContent_IsRefused()
    {
        await Store.Policies.SaveAsync(Records.Policy("p1", [1]), new byte[] { 1 }, None);

        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => Store.Policies.SaveAsync(Records.Policy("p1", [2]), new byte[] { 2 }, None));

        error.Message.ShouldBe("Policy id 'p1' is taken by other content; policies never change. Use another id.");
        (await Store.Policies.FindAsync("p1", None))!.Value.File.ShouldBe([1]);
    }

    [SkippableFact]
    public async Task Save_SizeIsNotThatOfTheFile_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(() => Store.Policies.SaveAsync(Records.Policy("p1", [1, 2]), new byte[] { 1 }, None)))
            .Message.ShouldBe("Policy 'p1': size is 2; expected 1, the size of the file.");

    [SkippableFact]
    public async Task Delete_RemovesThePolicyForGood_AndNoOther()
    {
        await Store.Policies.SaveAsync(Records.Policy("p1", [1]), new byte[] { 1 }, None);
        await Store.Policies.SaveAsync(Records.Policy("p2", [2]), new byte[] { 2 }, None);

        await Store.Policies.DeleteAsync("p1", None);
        await Store.Policies.DeleteAsync("p1", None);
        await ReopenAsync();

        (await Store.Policies.FindAsync("p1", None)).ShouldBeNull();
        (await Store.Policies.ListAsync(None)).Select(p => p.PolicyId).ShouldBe(["p2"]);
    }

    [SkippableFact]
    public async Task List_IsOldestFirst()
    {
        await Store.Policies.SaveAsync(Records.Policy("new", [1], ageInDays: 1), new byte[] { 1 }, None);
        await Store.Policies.SaveAsync(Records.Policy("old", [2], ageInDays: 2), new byte[] { 2 }, None);

        (await Store.Policies.ListAsync(None)).Select(p => p.PolicyId).ShouldBe(["old", "new"]);
    }
}
