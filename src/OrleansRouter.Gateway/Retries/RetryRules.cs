using OrleansRouter.Gateway.Providers;

namespace OrleansRouter.Gateway.Retries;

/// <summary>
/// Whether a request that failed before its first byte goes to the same model again. A chat completion changes nothing at its upstream, but
/// the model may have worked on it and charge for it. So it is asked again
/// <list type="bullet">
/// <item>freely, where the model cannot have worked: the connection was refused, or the upstream refused (429, 503, 529);</item>
/// <item>sparingly, where it may have, or where a try takes long: status 5xx other than these and 504, the connection closed before the status
/// line, or was not taken in time;</item>
/// <item>never, where it has worked or another try promises no better: time limits, answers that are broken or wrong, keys, settings,
/// and faults of the request.</item>
/// </list>
/// After the first byte of an answer nothing is asked again, here or elsewhere.
/// </summary>
internal static class RetryRules
{
    /// <param name="failure">How the last try failed.</param>
    /// <param name="retries">How often the model was asked again already.</param>
    /// <param name="isLast">Whether there is no other model to go to.</param>
    /// <param name="remaining">What is left of the request's total time.</param>
    /// <param name="draw">A uniform number in [0, 1).</param>
    /// <param name="options">Limits.</param>
    /// <returns>How long to wait before the next try; null: there is none.</returns>
    public static TimeSpan? WaitBefore(
        ProviderException failure, int retries, bool isLast, TimeSpan remaining, double draw, RetryOptions options)
    {
        if (retries >= Most(failure, options))
        {
            return null;
        }

        TimeSpan backoff = options.FirstWait * Math.Pow(2, retries) * (0.5 + (0.5 * draw));
        TimeSpan wait = failure.RetryAfter > backoff ? failure.RetryAfter.Value : backoff;
        return wait < remaining && wait <= (isLast ? options.LongestLastWait : options.LongestWait) ? wait : null;
    }

    private static int Most(ProviderException failure, RetryOptions options) => failure switch
    {
        { Fault: ProviderFault.RateLimited or ProviderFault.Overloaded } or { Fault: ProviderFault.Unreachable, NeverSent: true } => options.MaxRetries,
        { Fault: ProviderFault.Unreachable or ProviderFault.ServerError, Status: 0 or >= 500 } or { Fault: ProviderFault.Timeout, NeverSent: true } =>
            Math.Min(options.MaxRepeats, options.MaxRetries),
        _ => 0,
    };
}
