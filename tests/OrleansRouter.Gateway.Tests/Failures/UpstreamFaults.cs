using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Failures;

/// <summary>One way in which an upstream fails, every time it is asked.</summary>
/// <param name="Name">What happens, as the documentation says it.</param>
/// <param name="Script">What a web server does; null: it happens below HTTP.</param>
/// <param name="Raw">What happens below HTTP.</param>
internal sealed record UpstreamFault(string Name, UpstreamScript? Script, RawBehaviour Raw = default)
{
    /// <summary>Every fault of the matrix.</summary>
    public static IReadOnlyList<UpstreamFault> All { get; } =
    [
        new("connection refused", null, RawBehaviour.Refuse),
        new("connection not taken in time", null, RawBehaviour.Silent),
        new("TLS handshake fails", null, RawBehaviour.NoTls),
        new("connection reset before the status line", null, RawBehaviour.Reset),
        new("429, retry-after 2 s", new UpstreamScript { Status = 429, RetryAfter = "2" }),
        new("500", new UpstreamScript { Status = 500 }),
        new("503", new UpstreamScript { Status = 503 }),
        new("401", new UpstreamScript { Status = 401 }),
        new("400", new UpstreamScript { Status = 400 }),
        new("stall before the first byte", new UpstreamScript { StallAfter = 0 }),
        new("stall in the middle", new UpstreamScript { StallAfter = 1 }),
        new("malformed JSON", new UpstreamScript { RawBody = "data: {\"choices\":[\n\n" }),
        new("cut off in the middle", new UpstreamScript { BreakAfter = 1 }),
    ];
}

/// <summary>A running upstream that fails in one way.</summary>
internal sealed class FaultyUpstream : IAsyncDisposable
{
    private FakeUpstream? _http;
    private RawUpstream? _raw;

    private FaultyUpstream()
    {
    }

    public string BaseUrl => _http?.BaseUrl ?? _raw!.BaseUrl;

    public static async Task<FaultyUpstream> StartAsync(UpstreamFault fault)
    {
        if (fault.Script is null)
        {
            return new FaultyUpstream { _raw = new RawUpstream(fault.Raw) };
        }

        FakeUpstream http = await FakeUpstream.StartAsync();
        http.Default = fault.Script;
        return new FaultyUpstream { _http = http };
    }

    /// <summary>How often a model was really asked; null: that cannot be seen below HTTP.</summary>
    public int? Requests(string model) => _http?.Requests.Count(r => r.Json.GetProperty("model").GetString() == $"upstream-{model}");

    public async ValueTask DisposeAsync()
    {
        await (_http?.DisposeAsync() ?? default);
        await (_raw?.DisposeAsync() ?? default);
    }
}
