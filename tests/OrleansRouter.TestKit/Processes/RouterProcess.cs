using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace OrleansRouter.TestKit.Processes;

/// <summary>A real process that serves.</summary>
public sealed partial class RouterProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private RouterProcess(Process process, Uri address, IReadOnlyDictionary<string, string> keys, Task<string> log)
    {
        _process = process;
        Log = log;
        Address = address;
        Keys = keys;
    }

    public Uri Address { get; }

    /// <summary>All that it logged, once it has ended.</summary>
    public Task<string> Log { get; }

    public int Id => _process.Id;

    /// <summary>The keys that a first boot prints, by name: "tenant key", "operator key".</summary>
    public IReadOnlyDictionary<string, string> Keys { get; }

    /// <summary>Starts <c>orleans-router serve</c> in a folder, where its database is unless the arguments say otherwise.</summary>
    public static Task<RouterProcess> StartAsync(string folder, params string[] arguments) =>
        RunAsync(folder, ["orleans-router.dll", "serve", "--urls", "http://127.0.0.1:0", .. arguments]);

    /// <summary>Starts a program of the test's own output folder, and waits until it listens.</summary>
    public static async Task<RouterProcess> RunAsync(string folder, params string[] command)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, command[0]), .. command[1..]])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        using var timeout = new CancellationTokenSource(StartTimeout);
        while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (KeyLine().Match(line) is { Success: true } key)
            {
                keys[key.Groups["name"].Value] = key.Groups["key"].Value;
            }

            if (ListeningLine().Match(line) is { Success: true } listening)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new RouterProcess(process, new Uri(listening.Groups["url"].Value), keys, errors);
            }
        }

        throw new InvalidOperationException($"{command[0]} ended with code {process.ExitCode}: {await errors}");
    }

    public HttpClient CreateClient(string key) => new()
    {
        BaseAddress = Address,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>SIGKILL: nothing is flushed, nothing is closed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: the process ends in order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        Signal("TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Sends a signal by name: STOP pauses the process as a machine without time for it does, CONT lets it go on.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Id}"]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"(?<name>tenant key|operator key)\b.*?(?<key>or-\S+)")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"listening on (?<url>http://\S+)")]
    private static partial Regex ListeningLine();
}
