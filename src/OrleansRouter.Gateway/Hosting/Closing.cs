using System.Runtime.ExceptionServices;

namespace OrleansRouter.Gateway.Hosting;

/// <summary>Closes what a process owns: all of it, also when closing one fails.</summary>
public static class Closing
{
    /// <summary>Closes all in order, and then throws what failed first.</summary>
    public static async Task CloseAsync(this IReadOnlyList<IAsyncDisposable> owned)
    {
        if (await FailuresAsync(owned) is [Exception first, ..])
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    /// <summary>Closes all in order after something else failed. What is half started often cannot be stopped, and says less than why it did not start.</summary>
    public static Task CloseAfterFailureAsync(this IReadOnlyList<IAsyncDisposable> owned) => FailuresAsync(owned);

    private static async Task<List<Exception>> FailuresAsync(IReadOnlyList<IAsyncDisposable> owned)
    {
        List<Exception> failures = [];
        foreach (IAsyncDisposable one in owned)
        {
            try
            {
                await one.DisposeAsync();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }
}
