namespace OrleansRouter.Gateway.Ejection;

/// <summary>Times one request to one model until its first byte. One that is disposed before tells nothing of the model's pace.</summary>
internal sealed class LatencyTimer(LatencyWatch watch, string modelId, bool isProbe, TimeProvider time) : IDisposable
{
    /// <summary>
    /// The first token of a whole answer is taken to have cost as much time as this many later ones, so that long answers do not look like
    /// slow models.
    /// </summary>
    private const double TokensToTheFirst = 50;

    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _toTheFirst;

    public bool IsProbe => isProbe;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Notes that the answer is there, or that the wait for it was given up.</summary>
    /// <param name="tokens">How many tokens it has: those of a whole answer, none at the first event of a stream.</param>
    public void Stop(int tokens) => _toTheFirst = Elapsed * (TokensToTheFirst / (TokensToTheFirst + tokens));

    public void Dispose() => watch.End(modelId, isProbe, _toTheFirst);
}
