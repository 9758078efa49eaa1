using System.Collections.Concurrent;

namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>The HTTP clients of this process: one for each connect timeout, since that belongs to the pool of connections.</summary>
internal static class UpstreamClients
{
    private static readonly ConcurrentDictionary<TimeSpan, HttpClient> Clients = new();

    public static HttpClient Get(TimeSpan connectTimeout) => Clients.GetOrAdd(connectTimeout, static timeout => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = timeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        // Each call carries its own limits.
        Timeout = Timeout.InfiniteTimeSpan,
    });
}
