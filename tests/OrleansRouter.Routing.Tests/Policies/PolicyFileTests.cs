using FsCheck;
using FsCheck.Fluent;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Routing.Tests.Policies;

public sealed class PolicyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orp").FullName;

    [Fact]
    public void ToBytes_EqualInputs_EqualBytesAndHash()
    {
        Policy first = RoutingSamples.Policy();
        Policy second = RoutingSamples.Policy();

        PolicyFile.ToBytes(first).ShouldBe(PolicyFile.ToBytes(second));
        first.ContentHash.ShouldBe(second.ContentHash);
        first.Id.ShouldBe($"best-fixed-{first.ContentHash[..12]}");
        RoutingSamples.Policy(seed: 2).ContentHash.ShouldNotBe(first.ContentHash);
    }

    [Fact]
    public void SaveThenLoad_KeepsEverything()
    {
        Policy saved = RoutingSamples.Policy("cheapest");
        string path = Path.Combine(_folder, "policy.orp");
        PolicyFile.Save(saved, path);
        PolicyFile.Save(saved, path);

        Policy loaded = PolicyFile.Load(path, RoutingSamples.Components);

        loaded.Id.ShouldBe(saved.Id);
        loaded.Options.ShouldBe(saved.Options);
        loaded.Summary.Tasks.ShouldBe(saved.Summary.Tasks);
        loaded.Summary.Models.ShouldBe(saved.Summary.Models);
        loaded.Summary.CostCapUsd.ShouldBe(saved.Summary.CostCapUsd);
        PolicyFile.ToBytes(loaded).ShouldBe(File.ReadAllBytes(path));
        Directory.GetFiles(_folder).ShouldBe([path]);
    }

    [Fact]
    public void Read_AnyChangedByte_IsRefused()
    {
        byte[] bytes = PolicyFile.ToBytes(RoutingSamples.Policy());
        var flips = Gen.Zip(Gen.Choose(0, bytes.Length - 1), Gen.Choose(1, 255)).ToArbitrary();

        Prop.ForAll(flips, flip =>
        {
            byte[] damaged = [.. bytes];
            damaged[flip.Item1] ^= (byte)flip.Item2;
            Should.Throw<ModelFormatException>(() => PolicyFile.Read(damaged, RoutingSamples.Components));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AnyTruncation_IsRefused()
    {
        byte[] bytes = PolicyFile.ToBytes(RoutingSamples.Policy());

        for (int length = 0; length < bytes.Length; length++)
        {
            Should.Throw<ModelFormatException>(() => PolicyFile.Read(bytes.AsMemory(0, length), RoutingSamples.Components));
        }

        Should.Throw<ModelFormatException>(() => PolicyFile.Read((byte[])[.. bytes, 0], RoutingSamples.Components));
    }

    [Fact]
    public void Load_NewerFormat_NamesFileAndBothVersions()
    {
        byte[] bytes = PolicyFile.ToBytes(RoutingSamples.Policy());
        bytes[8]++;
        string path = Path.Combine(_folder, "newer.orp");
        File.WriteAllBytes(path, bytes);

        Should.Throw<ModelFormatException>(() => PolicyFile.Load(path, RoutingSamples.Components))
            .Message.ShouldBe($"{path}: policy format 2; this build reads format 1.");
    }

    [Fact]
    public void Read_UnknownEncoder_SaysWhichExist()
    {
        byte[] bytes = PolicyFile.ToBytes(RoutingSamples.Policy());

        Should.Throw<ModelFormatException>(() => PolicyFile.Read(bytes)).Message.ShouldContain("'test-letters'");
    }

    [Fact]
    public void Load_ForeignFile_SaysThatItIsNoPolicy()
    {
        string path = Path.Combine(_folder, "notes.txt");
        File.WriteAllText(path, "hello");

        Should.Throw<ModelFormatException>(() => PolicyFile.Load(path))
            .Message.ShouldBe($"{path}: not a policy file; it does not start with 'ORPOLICY'.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
