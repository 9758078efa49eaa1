namespace OrleansRouter.Gateway.Providers;

/// <summary>How long one upstream request may take.</summary>
public sealed record ProviderTimeouts
{
    /// <summary>Until the first event of a stream. Default 60 s.</summary>
    public TimeSpan FirstEvent { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two events of a stream. Default 60 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For the whole request, streamed or not. Default 10 min.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Returns these limits when every one is positive and at most a day.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it.</exception>
    public ProviderTimeouts Validated()
    {
        Check(nameof(FirstEvent), FirstEvent);
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
