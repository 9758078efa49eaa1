using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OrleansRouter.Architecture.Tests;

/// <summary>The deployment files name things that exist. What the templates render to, and the rest, is for deploy/lint/run.</summary>
public sealed partial class DeployTests
{
    private static readonly string Deploy = Path.Combine(Repository.Root, "deploy");
    private static readonly string Chart = Path.Combine(Deploy, "helm", "orleans-router");

    public static TheoryData<string> YamlFiles() =>
        new("deploy/compose.yaml", "deploy/prometheus.yml", "deploy/helm/orleans-router/Chart.yaml", "deploy/helm/orleans-router/values.yaml");

    [Theory]
    [MemberData(nameof(YamlFiles))]
    public void YamlFile_IsOneMapping(string path) => Load(Path.Combine(Repository.Root, path)).Children.ShouldNotBeEmpty();

    [Fact]
    public void Chart_UsesOnlyValuesThatExist()
    {
        YamlMappingNode values = Load(Path.Combine(Chart, "values.yaml"));
        string[] used = [.. Templates().SelectMany(text => Value().Matches(text).Select(m => m.Groups[1].Value)).Distinct()];
        used.ShouldNotBeEmpty();
        used.Where(path => !Exists(values, path.Split('.'))).ShouldBeEmpty();
    }

    [Fact]
    public void Chart_UsesEveryValue()
    {
        string all = string.Concat(Templates());
        Load(Path.Combine(Chart, "values.yaml")).Children.Keys.Select(key => key.ToString())
            .Where(name => !all.Contains($"alues.{name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Chart_IncludesOnlyTemplatesThatItDefines()
    {
        string all = string.Concat(Templates());
        Include().Matches(all).Select(m => m.Groups[1].Value).Distinct().Order()
            .ShouldBe(Define().Matches(all).Select(m => m.Groups[1].Value).Order());
    }

    [Fact]
    public void Commands_NameSettingsAndProgramsThatExist()
    {
        string all = string.Concat([.. Templates(), File.ReadAllText(Path.Combine(Deploy, "compose.yaml")), File.ReadAllText(Path.Combine(Deploy, "Dockerfile"))]);
        string[] settings = [.. Settings().Matches(all).Select(m => m.Value).Distinct()];
        settings.Length.ShouldBe(3);
        settings.Where(path => !File.Exists(Path.Combine(Repository.Root, path))).ShouldBeEmpty();
        Program().Matches(all).Select(m => m.Value).Distinct().Order().ShouldBe(["orleans-router-silo.dll", "orleans-router.dll"]);
    }

    private static IEnumerable<string> Templates() => Directory.EnumerateFiles(Path.Combine(Chart, "templates")).Select(File.ReadAllText);

    private static YamlMappingNode Load(string path)
    {
        var stream = new YamlStream();
        using StreamReader reader = File.OpenText(path);
        stream.Load(reader);
        return stream.Documents.Single().RootNode.ShouldBeOfType<YamlMappingNode>();
    }

    private static bool Exists(YamlNode node, ReadOnlySpan<string> path) =>
        path.IsEmpty || (node is YamlMappingNode mapping && mapping.Children.TryGetValue(path[0], out YamlNode? child) && Exists(child, path[1..]));

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+)")]
    private static partial Regex Value();

    [GeneratedRegex("include \"([^\"]+)\"")]
    private static partial Regex Include();

    [GeneratedRegex("define \"([^\"]+)\"")]
    private static partial Regex Define();

    [GeneratedRegex(@"silo-config/[a-z-]+\.json")]
    private static partial Regex Settings();

    [GeneratedRegex(@"orleans-router(-silo)?\.dll")]
    private static partial Regex Program();
}
