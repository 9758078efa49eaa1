using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Embedded;

/// <summary>Settings of the in-process host.</summary>
public sealed record EmbeddedHostOptions
{
    /// <summary>A grain without calls for this long leaves memory; its next call reads its state again. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")] public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// State that was read longer ago is read again before a turn, so that what another process wrote to the same database
    /// is seen after this time. Default 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")] public TimeSpan MaxStateAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often an update reads the state again and tries again when other processes write it first. Default 20.</summary>
    [Range(1, 1000)] public int MaxUpdateAttempts { get; init; } = 20;

    /// <summary>How long disposal waits for calls that are under way. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")] public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
