namespace OrleansRouter.Gateway.Providers;

/// <summary>How long upstreams may take. A limit that passes is a <see cref="ProviderFault.Timeout"/>.</summary>
public sealed record ProviderTimeouts
{
    /// <summary>Until a connection stands, TLS included. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the first event of a stream. Default 60 s.</summary>
    public TimeSpan FirstEvent { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Until the first byte of a whole answer, which most upstreams send when all of it is written. Default 5 min.</summary>
    public TimeSpan FirstByte { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two events of a stream, or two pieces of a whole answer. Default 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a client's whole request: every try of every model, the waits in between, and the answer. Default 10 min.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Returns these limits when every one is positive and at most a day.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public ProviderTimeouts Validated()
    {
        Check(nameof(Connect), Connect);
        Check(nameof(FirstEvent), FirstEvent);
        Check(nameof(FirstByte), FirstByte);
        Check(nameof(Idle), Idle);
        Check(nameof(Total), Total);
        return this;
    }

    private static void Check(string name, TimeSpan value)
    {
        if (!(value > TimeSpan.Zero && value <= TimeSpan.FromDays(1)))
        {
            throw new ArgumentException($"Upstream timeout {name} is {value}; expected more than 0 and at most one day.");
        }
    }
}
