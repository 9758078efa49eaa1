namespace OrleansRouter.TestKit.Gateway;

/// <summary>What the fake upstream does with one request.</summary>
public sealed record UpstreamScript
{
    /// <summary>The words of the answer; a stream sends each as one chunk.</summary>
    public IReadOnlyList<string> Words { get; init; } = ["Hello", " from", " upstream"];

    /// <summary>HTTP status; anything but 200 answers with <see cref="ErrorBody"/>.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Body of an error answer.</summary>
    public string ErrorBody { get; init; } = """{"error":{"message":"the upstream says no","type":"invalid_request_error","param":"temperature","code":"bad_value"}}""";

    /// <summary>Header <c>retry-after</c>, or null.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>A raw body with status 200 instead of an answer, or null.</summary>
    public string? RawBody { get; init; }

    /// <summary>Raw bytes, with the status, instead of anything else; sent in two pieces. Null: none.</summary>
    public ReadOnlyMemory<byte>? RawBytes { get; init; }

    /// <summary>Whether token counts are sent.</summary>
    public bool SendsUsage { get; init; } = true;

    /// <summary>
    /// The connection breaks after this many chunks of a stream; null: it does not. 0 breaks before the status line of a whole answer, a larger
    /// number in its middle.
    /// </summary>
    public int? BreakAfter { get; init; }

    /// <summary>
    /// Nothing is sent any more after this many chunks, until <see cref="FakeUpstream.Release"/>; null: no stall. 0 stalls before the status line,
    /// a larger number in the middle of a whole answer.
    /// </summary>
    public int? StallAfter { get; init; }

    /// <summary>Whether a stream ends with <c>[DONE]</c>.</summary>
    public bool SendsDone { get; init; } = true;

    /// <summary>An extra property of every answer and chunk, as JSON such as <c>"x":1</c>; empty: none.</summary>
    public string Extra { get; init; } = "\"vendor_field\":{\"kept\":1.50}";
}
