using System.Text.RegularExpressions;

namespace OrleansRouter.Architecture.Tests;

/// <summary>Rules that hold for every source file.</summary>
public sealed partial class SourceTests
{
    private const int MaxLines = 300;

    [Fact]
    public void SourceFiles_HaveFewerThan300Lines() =>
        Sources().Where(path => File.ReadLines(path).Count() >= MaxLines).Select(Repository.Relative).ShouldBeEmpty();

    [Fact]
    public void SourceFiles_HoldNothingUnfinished() =>
        Sources().Where(path => Unfinished().IsMatch(File.ReadAllText(path))).Select(Repository.Relative).ShouldBeEmpty();

    [Fact]
    public void SourceFiles_LieInTheFolderOfTheirNamespace()
    {
        // Folders may group files below a namespace, never above it: the namespace is a prefix of the folder.
        var misplaced =
            from path in Repository.Files("src", "*.cs")
            let match = Namespace().Match(File.ReadAllText(path))
            where match.Success
            let folder = Path.GetDirectoryName(Repository.Relative(path))!.Replace("src" + Path.DirectorySeparatorChar, "", StringComparison.Ordinal)
            where !folder.Replace(Path.DirectorySeparatorChar, '.').StartsWith(match.Groups[1].Value, StringComparison.Ordinal)
            select $"{Repository.Relative(path)}: {match.Groups[1].Value}";
        misplaced.ShouldBeEmpty();
    }

    private static IEnumerable<string> Sources() => Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs"))
        .Where(path => !path.EndsWith("SourceTests.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
