namespace OrleansRouter.Gateway.Leases;

/// <summary>Names under which a process takes leases, claims and purses.</summary>
internal static class ProcessName
{
    /// <summary>A name that nobody else has, and that says where its holder runs: machine, process id, and something unique.</summary>
    public static string New() => $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
}
