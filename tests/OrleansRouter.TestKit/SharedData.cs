namespace OrleansRouter.TestKit;

/// <summary>
/// The real data sets that some tests measure on. They are not part of the repository: they are looked for in the folder that
/// <see cref="Variable"/> names, else in <c>../shared/data</c> beside the repository. Tests that need them are skipped without.
/// </summary>
public static class SharedData
{
    /// <summary>Environment variable with the folder's path.</summary>
    public const string Variable = "ORLEANS_ROUTER_SHARED_DATA";

    private static readonly Lazy<string?> Root = new(FindRoot);

    /// <summary>Path of a file or folder below the shared data, for example <c>cascade-costs/data.jsonl.gz</c>; null when it is not there.</summary>
    public static string? Find(string relativePath) =>
        Root.Value is string root && Path.Combine(root, relativePath) is var path && (File.Exists(path) || Directory.Exists(path)) ? path : null;

    /// <summary>Path of a file or folder below the shared data; without it the running test (a SkippableFact) is skipped.</summary>
    public static string Require(string relativePath)
    {
        string? path = Find(relativePath);
        Skip.If(path is null, $"Shared data '{relativePath}' is not on this machine; set {Variable} to the folder that holds it.");
        return path!;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{Variable} names '{named}', which does not exist.");
        }

        string? beside = Repository.TryFindRoot() is { } root ? Path.GetFullPath(Path.Combine(root, "..", "shared", "data")) : null;
        return Directory.Exists(beside) ? beside : null;
    }
}
