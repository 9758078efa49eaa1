using System.ComponentModel.DataAnnotations;
using OrleansRouter.Grains.Hosting;

namespace OrleansRouter.Embedded;

/// <summary>Settings of the in-process host.</summary>
public sealed record EmbeddedHostOptions : DurableStateOptions
{
    /// <summary>A grain without calls for this long leaves memory; its next call reads its state again. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")] public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long disposal waits for calls that are under way. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")] public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
