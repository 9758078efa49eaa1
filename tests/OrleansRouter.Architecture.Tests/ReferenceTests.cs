using System.Xml.Linq;

namespace OrleansRouter.Architecture.Tests;

/// <summary>The reference arrows between projects; a new arrow is a decision and needs a record in docs/decisions.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Learning"] = [],
        ["Routing"] = ["Learning"],
        ["Grains"] = ["Routing"],
        ["Storage"] = ["Grains"],
        ["Embedded"] = ["Grains"],
        ["Silo"] = ["Grains", "Storage", "Gateway"],
        ["Gateway"] = ["Embedded", "Storage"],
        ["Cli"] = ["Learning", "Routing", "Grains", "Storage", "Embedded", "Gateway"],
    };

    public static TheoryData<string> SourceProjects() => new(Repository.Files("src", "*.csproj").Select(Path.GetFileNameWithoutExtension)!);

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void SourceProject_ReferencesOnlyWhatTheDesignAllows(string project)
    {
        string name = project.Replace("OrleansRouter.", "", StringComparison.Ordinal);
        AllowedReferences.ShouldContainKey(name, "a new project needs a place in the reference arrows");
        References(project, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("OrleansRouter.", "", StringComparison.Ordinal))
            .ShouldBeSubsetOf(AllowedReferences[name]);
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void OnlySilo_ReferencesOrleans(string project)
    {
        if (project != "OrleansRouter.Silo")
        {
            References(project, "PackageReference").ShouldNotContain(package => package.StartsWith("Microsoft.Orleans", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Learning_UsesNoClockNoFilesNoConsole()
    {
        string[] forbidden = ["DateTime.", "DateTimeOffset.", "Stopwatch", "File.", "Console.", "new Random(", "Random.Shared", "ILogger"];
        Repository.Files("src/OrleansRouter.Learning", "*.cs")
            .SelectMany(path => forbidden.Where(File.ReadAllText(path).Contains).Select(word => $"{Repository.Relative(path)}: {word}"))
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.Files("src", project + ".csproj").Single())
            .Descendants(kind).Select(reference => reference.Attribute("Include")!.Value);
}
