using System.Reflection;
using OrleansRouter.Learning;
using OrleansRouter.Routing;

namespace OrleansRouter.Architecture.Tests;

/// <summary>docs/methods.md lists every equation that the code marks with <see cref="PaperAttribute"/>, with its file and its test.</summary>
public sealed class MethodsDocumentTests
{
    public static TheoryData<string, string> MarkedEquations()
    {
        var data = new TheoryData<string, string>();
        var marks =
            from type in new[] { typeof(PaperAttribute).Assembly, typeof(Preference).Assembly }.SelectMany(assembly => assembly.GetTypes())
            from member in new MemberInfo[] { type }.Concat(type.GetMethods(
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            from mark in member.GetCustomAttributes<PaperAttribute>(inherit: false)
            orderby mark.Source, mark.Place
            select (Key: $"{mark.Source}, {mark.Place}", Type: type.Name.Split('`')[0]);
        foreach ((string key, string type) in marks.Distinct())
        {
            data.Add(key, type);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(MarkedEquations))]
    public void MarkedEquation_HasALineWithItsFileAndItsTest(string equation, string type)
    {
        string? line = File.ReadLines(Path.Combine(Repository.Root, "docs", "methods.md"))
            .FirstOrDefault(text => text.Contains($"| {equation} |", StringComparison.Ordinal) && text.Contains(type, StringComparison.Ordinal));
        line.ShouldNotBeNull($"docs/methods.md needs a line '| {equation} | what | file of {type} | test |'");
        foreach (string cell in line.Split('|', StringSplitOptions.TrimEntries)[3..5])
        {
            string path = cell.Trim('`');
            File.Exists(Path.Combine(Repository.Root, path)).ShouldBeTrue($"docs/methods.md names {path} for '{equation}'");
        }
    }
}
