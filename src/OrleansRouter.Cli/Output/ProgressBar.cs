using System.Globalization;
using Spectre.Console;

namespace OrleansRouter.Cli.Output;

/// <summary>Shows how far a long computation is, on standard error.</summary>
internal static class ProgressBar
{
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(1);

    /// <summary>Runs <paramref name="work"/> on the pool; a bar appears once it has taken a second.</summary>
    /// <param name="terminal">Where the bar goes.</param>
    /// <param name="title">What is being done.</param>
    /// <param name="work">The computation; it reports the finished share, from 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static Task<T> RunAsync<T>(
        Terminal terminal, string title, Func<IProgress<double>, T> work, CancellationToken cancellationToken) =>
        RunAsync(terminal, title, share => Task.FromResult(work(share)), cancellationToken);

    /// <inheritdoc cref="RunAsync{T}(Terminal, string, Func{IProgress{double}, T}, CancellationToken)"/>
    public static async Task<T> RunAsync<T>(
        Terminal terminal, string title, Func<IProgress<double>, Task<T>> work, CancellationToken cancellationToken)
    {
        var share = new LatestShare();
        Task<T> running = Task.Run(() => work(share), cancellationToken);
        await Task.WhenAny(running, Task.Delay(QuietTime, cancellationToken)).ConfigureAwait(false);
        if (!running.IsCompleted)
        {
            await (terminal.Progress.Profile.Capabilities.Interactive
                ? ShowBarAsync(terminal, title, share, running)
                : ShowLinesAsync(terminal, title, share, running)).ConfigureAwait(false);
        }

        return await running.ConfigureAwait(false);
    }

    private static Task ShowBarAsync(Terminal terminal, string title, LatestShare share, Task running) =>
        terminal.Progress.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask(Markup.Escape(title));
                while (!running.IsCompleted)
                {
                    bar.Value = 100 * share.Value;
                    await Task.WhenAny(running, Task.Delay(100, CancellationToken.None)).ConfigureAwait(false);
                }
            });

    /// <summary>A log file gets one line at every tenth part instead of a bar.</summary>
    private static async Task ShowLinesAsync(Terminal terminal, string title, LatestShare share, Task running)
    {
        int shown = -1;
        while (!running.IsCompleted)
        {
            int tenth = (int)(10 * share.Value);
            if (tenth > shown)
            {
                shown = tenth;
                terminal.WriteError(string.Create(CultureInfo.InvariantCulture, $"{title}: {10 * tenth} %"));
            }

            await Task.WhenAny(running, Task.Delay(200, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private sealed class LatestShare : IProgress<double>
    {
        private double _value;

        public double Value => Volatile.Read(ref _value);

        public void Report(double value) => Volatile.Write(ref _value, Math.Clamp(value, 0, 1));
    }
}
