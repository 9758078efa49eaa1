using System.Net;
using System.Net.Sockets;

namespace OrleansRouter.TestKit.Gateway;

/// <summary>What a <see cref="RawUpstream"/> does with a connection.</summary>
public enum RawBehaviour
{
    /// <summary>Nothing listens: connections are refused.</summary>
    Refuse,

    /// <summary>Takes connections and says nothing; over https the handshake never ends.</summary>
    Silent,

    /// <summary>Reads the request and resets the connection before any answer.</summary>
    Reset,

    /// <summary>Answers a TLS handshake with something else.</summary>
    NoTls,
}

/// <summary>An upstream below HTTP, for what a web server cannot be made to do. Counts its connections.</summary>
public sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly RawBehaviour _behaviour;
    private readonly Task _accepting;
    private int _connections;

    public RawUpstream(RawBehaviour behaviour)
    {
        _behaviour = behaviour;
        _listener.Start();
        string scheme = behaviour is RawBehaviour.Silent or RawBehaviour.NoTls ? "https" : "http";
        BaseUrl = $"{scheme}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1";
        if (behaviour == RawBehaviour.Refuse)
        {
            _listener.Stop();
        }

        _accepting = behaviour == RawBehaviour.Refuse ? Task.CompletedTask : AcceptAsync();
    }

    /// <summary>Base URL for the model's settings.</summary>
    public string BaseUrl { get; }

    /// <summary>How many connections it took.</summary>
    public int Connections => _connections;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                if (_behaviour == RawBehaviour.Silent)
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }

                await client.GetStream().ReadAtLeastAsync(new byte[65_536], 1, throwOnEndOfStream: false, _stop.Token);
                if (_behaviour == RawBehaviour.NoTls)
                {
                    await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), _stop.Token);
                }
                else
                {
                    client.LingerState = new LingerOption(enable: true, seconds: 0);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The other side, or the test, ended it.
            }
        }
    }
}
