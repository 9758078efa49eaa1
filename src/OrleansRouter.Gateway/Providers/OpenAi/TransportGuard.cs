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
            // One of the call's own limits, or the limit of the connection pool.
            throw Fault(ProviderFault.Timeout, "its upstream did not answer in time", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            string what = onBroken == ProviderFault.BrokenStream ? "its upstream broke off the stream" : "its upstream cannot be reached";
            throw Fault(onBroken, what, exception);
        }
    }

    public ProviderException Fault(ProviderFault fault, string what, Exception? cause = null) =>
        new(fault, $"Model '{call.ModelId}': {what}.", innerException: cause);
}
