namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>
/// Turns what the HTTP client throws into a <see cref="ProviderException"/>; cancellation by the caller stays what it is.
/// </summary>
internal sealed class TransportGuard(ProviderCall call, Deadline deadline)
{
    /// <param name="onBroken">What a broken connection means at this point.</param>
    /// <param name="work">The step.</param>
    public async Task<T> RunAsync<T>(ProviderFault onBroken, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException exception) when (deadline.CallerWaits)
        {
            // What is not one of the call's own limits is that of the connection pool, which has not sent anything then.
            throw deadline.HasPassed
                ? Fault(ProviderFault.Timeout, "its upstream did not answer in time", exception)
                : Fault(ProviderFault.Timeout, "its upstream took no connection in time", exception, neverSent: true);
        }
        catch (HttpRequestException exception) when (IsBeforeSending(exception.HttpRequestError))
        {
            throw Fault(ProviderFault.Unreachable, "its upstream cannot be reached", exception, neverSent: true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            string what = onBroken == ProviderFault.BrokenStream ? "its upstream broke off the answer" : "its upstream closed the connection without an answer";
            throw Fault(onBroken, what, exception);
        }
    }

    public ProviderException Fault(ProviderFault fault, string what, Exception? cause = null, bool neverSent = false) =>
        new(fault, $"Model '{call.ModelId}': {what}.", innerException: cause) { NeverSent = neverSent };

    private static bool IsBeforeSending(HttpRequestError error) => error
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
