using Dapper;
using Npgsql;
using OrleansRouter.Storage.Postgres;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.TestKit.Storage;

/// <summary>A database of its own on the test process's PostgreSQL server.</summary>
public sealed class TemporaryPostgres(PostgresStoreOptions? options = null) : TemporaryDatabase
{
    private readonly string _name = $"t{Guid.NewGuid():N}";
    private PostgresServer? _server;

    public override string Address => Server.AddressOf(_name);

    private PostgresServer Server => _server ?? throw new InvalidOperationException("The database is not created yet.");

    public override async Task CreateAsync()
    {
        _server = PostgresServer.Running();
        await using NpgsqlConnection admin = await _server.ConnectAsync("postgres");
        await admin.ExecuteAsync($"CREATE DATABASE {_name} TEMPLATE template0");
    }

    public override Task<RelationalStore> OpenAsync() => PostgresStore.OpenAsync(Address, options);

    /// <summary>A connection past the store.</summary>
    public Task<NpgsqlConnection> ConnectAsync() => Server.ConnectAsync(_name);

    public override async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await using NpgsqlConnection admin = await _server.ConnectAsync("postgres");
            await admin.ExecuteAsync($"DROP DATABASE {_name} WITH (FORCE)");
        }
    }
}
