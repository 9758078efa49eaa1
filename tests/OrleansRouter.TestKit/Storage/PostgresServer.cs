using System.Diagnostics;
using Npgsql;

namespace OrleansRouter.TestKit.Storage;

/// <summary>
/// A throw-away PostgreSQL server for one test process, reached over a socket in a folder of its own. It ends with the test process, also
/// with a killed one.
/// </summary>
public sealed class PostgresServer
{
    private const string User = "router";

    // The server refuses to run as root. Its shell waits for the end of its standard input, which the test process holds open.
    private const string Script = """
        set -e
        trap : TERM INT HUP
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi; }
        if [ "$(id -u)" = 0 ]; then chown postgres "$1"; fi
        chmod 755 "$1"
        cd "$1"
        as "$2/initdb" -D "$1/data" -U router -A trust -E UTF8 --locale=C --no-sync > "$1/initdb.log" 2>&1 || { cat "$1/initdb.log"; exit 1; }
        as "$2/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c fsync=off -c max_connections=200 -c shared_buffers=32MB < /dev/null > "$1/server.log" 2>&1 &
        server=$!
        stop() { as "$2/pg_ctl" -D "$1/data" -m immediate stop > /dev/null 2>&1 || true; rm -rf "$1"; }
        tries=0
        until as "$2/pg_isready" -q -h "$1"; do
          tries=$((tries + 1))
          if [ $tries -gt 600 ] || ! kill -0 $server; then cat "$1/server.log"; stop "$@"; exit 1; fi
          sleep 0.05
        done
        echo ready
        cat > /dev/null || true
        stop "$@"
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly Lazy<PostgresServer> Shared = new(Start);

    private readonly string _folder;

    // Never collected: its standard input would be closed.
    private readonly Process _shell;

    private PostgresServer(string folder, Process shell) => (_folder, _shell) = (folder, shell);

    /// <summary>The server of this process; the first caller starts it.</summary>
    /// <exception cref="SkipException">There is no PostgreSQL on this machine.</exception>
    public static PostgresServer Running()
    {
        Skip.If(FindBinaries() is null, "no PostgreSQL on this machine (Debian: apt-get install postgresql)");
        return Shared.Value;
    }

    public string AddressOf(string database) => $"postgres://{User}@/{database}?host={_folder}";

    public async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        var connection = new NpgsqlConnection($"Host={_folder};Username={User};Database={database};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static string? FindBinaries()
    {
        string[] debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] tools = ["initdb", "postgres", "pg_ctl", "pg_isready"];
        return debian.OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin")).Concat(path)
            .FirstOrDefault(folder => tools.All(tool => File.Exists(Path.Combine(folder, tool))));
    }

    private static PostgresServer Start()
    {
        string folder = Directory.CreateTempSubdirectory("orleans-router-pg-").FullName;
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (string argument in new[] { "-c", Script, "postgres-for-tests", folder, FindBinaries()! })
        {
            start.ArgumentList.Add(argument);
        }

        Process shell = Process.Start(start)!;
        Task<string?> ready = shell.StandardOutput.ReadLineAsync();
        if (!ready.Wait(StartTimeout) || ready.Result != "ready")
        {
            shell.StandardInput.Close();
            throw new InvalidOperationException(
                $"PostgreSQL did not start in {folder}: {(ready.IsCompleted ? ready.Result + shell.StandardOutput.ReadToEnd() : "it took too long")}");
        }

        return new PostgresServer(folder, shell);
    }
}
