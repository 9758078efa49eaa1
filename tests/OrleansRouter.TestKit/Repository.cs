namespace OrleansRouter.TestKit;

/// <summary>The source tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder that holds OrleansRouter.sln; null where the tests run outside of one.</summary>
    public static string? TryFindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OrleansRouter.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>The folder that holds OrleansRouter.sln.</summary>
    public static string Root { get; } = TryFindRoot() ?? throw new InvalidOperationException($"No OrleansRouter.sln above {AppContext.BaseDirectory}.");
}
