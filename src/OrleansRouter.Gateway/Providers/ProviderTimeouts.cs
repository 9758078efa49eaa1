using System.ComponentModel.DataAnnotations;

namespace OrleansRouter.Gateway.Providers;

/// <summary>How long upstreams may take. A limit that passes is a <see cref="ProviderFault.Timeout"/>.</summary>
public sealed record ProviderTimeouts
{
    private const string Least = "00:00:00.001", Most = "1.00:00:00";

    /// <summary>Until a connection stands, TLS included. Default 10 s.</summary>
    [Range(typeof(TimeSpan), Least, Most)] public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the first event of a stream. Default 60 s.</summary>
    [Range(typeof(TimeSpan), Least, Most)] public TimeSpan FirstEvent { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until the first byte of a whole answer, which most upstreams send when all of it is written. Default 5 min.</summary>
    [Range(typeof(TimeSpan), Least, Most)] public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two events of a stream, or two pieces of a whole answer. Default 60 s.</summary>
    [Range(typeof(TimeSpan), Least, Most)] public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a client's whole request: every try of every model, the waits in between, and the answer. Default 10 min.</summary>
    [Range(typeof(TimeSpan), Least, Most)] public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);
}
