using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Grains.Hosting;

/// <summary>Settings of durable state.</summary>
public record DurableStateOptions
{
    /// <summary>
    /// State that was read longer ago is read again before a turn, so that what another process wrote to the same database
    /// is seen after this time. Default 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")] public TimeSpan MaxStateAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an update reads the state again and tries again when other processes write it first. Default 20.</summary>
    [Range(1, 1000)] public int MaxUpdateAttempts { get; init; } = 20;
}
