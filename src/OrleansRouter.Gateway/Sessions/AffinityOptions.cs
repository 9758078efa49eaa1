using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Sessions;

/// <summary>How long this process remembers which model serves a session.</summary>
public sealed record AffinityOptions
{
    /// <summary>How many sessions are remembered; the one that was quiet the longest goes first. Default 100,000.</summary>
    [Range(1, 10_000_000)] public int MostSessions { get; init; } = 100_000;

    /// <summary>How long a session is remembered after its last request. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")] public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(1);
}
