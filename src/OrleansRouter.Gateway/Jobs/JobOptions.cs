using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Jobs;

/// <summary>How much of this process training jobs may use.</summary>
public sealed record JobOptions
{
    /// <summary>Tasks that this process runs at once; 0 leaves all work to other processes. Null (the default): one per two processors, at least 1.</summary>
    [Range(0, 1_024)] public int? Workers { get; init; }

    /// <summary>Threads of one task. Default 1.</summary>
    [Range(1, 1_024)] public int ThreadsPerWorker { get; init; } = 1;

    /// <summary>Jobs that run at once, oldest first; others wait. Default 1.</summary>
    [Range(1, 100)] public int RunningJobs { get; init; } = 1;

    /// <summary>
    /// The share of the memory that this process may use (the machine's, or its container's) beyond which it begins no second task. Default 0.8.
    /// </summary>
    [Range(0.05, 1.0)] public double MemoryShare { get; init; } = 0.8;

    /// <summary>How often it is looked for something to do. Default 0.2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")] public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Largest data file that is stored, in bytes. Default 2 GB.</summary>
    [Range(1_000, 1_000_000_000_000)] public long MaxFileBytes { get; init; } = 2_000_000_000;

    /// <summary>Folder for copies of data files while they are worked with; null (the default): the system's for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>How many workers that are here.</summary>
    internal int WorkersHere() => Workers ?? Math.Max(1, Environment.ProcessorCount / 2);
}
