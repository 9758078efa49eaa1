using Dapper;
using Npgsql;

namespace OrleansRouter.Storage.Postgres;

/// <summary>Hears of changes as they are committed (LISTEN). Without a connection nobody is told, and whoever waits polls.</summary>
internal sealed class ChangeListener : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _heard = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _connectionString;
    private readonly Task _listening;

    public ChangeListener(string connectionString)
    {
        _connectionString = connectionString;
        _listening = Task.Run(ListenAsync, CancellationToken.None);
    }

    /// <summary>Completes at once when something was heard since the last call.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _heard.WaitAsync(atMost, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await ListenOnceAsync(_stop.Token);
            }
            catch (Exception)
            {
                await Task.Delay(RetryDelay, _stop.Token).ContinueWith(_ => { }, CancellationToken.None);
            }
        }
    }

    private async Task ListenOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        connection.Notification += (_, _) => Hear();
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("LISTEN orleans_router_changes", cancellationToken: cancellationToken));
        // What was committed while nobody listened is heard now.
        Hear();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    private void Hear()
    {
        try
        {
            _heard.Release();
        }
        catch (SemaphoreFullException)
        {
            // Heard already, and not read yet.
        }
    }
}
