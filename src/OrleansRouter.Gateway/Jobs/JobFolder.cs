namespace OrleansRouter.Gateway.Jobs;

/// <summary>Where a process keeps copies of data files.</summary>
internal static class JobFolder
{
    private const string Prefix = "orleans-router-jobs-";
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    /// <summary>A path that no other process has. What processes that were killed have left is removed.</summary>
    public static string Create(JobOptions options)
    {
        string root = options.Folder ?? Path.GetTempPath();
        if (Directory.Exists(root))
        {
            foreach (string old in Directory.GetDirectories(root, Prefix + "*").Where(path => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(path) > Forgotten))
            {
                Remove(old);
            }
        }

        return Path.Combine(root, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is another user's, or another process removes it just now.
        }
    }
}
