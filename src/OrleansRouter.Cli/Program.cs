using OrleansRouter.Cli;
using OrleansRouter.Cli.Output;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl+C stops the work in order; a second one ends the process.
    e.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
};
return await CommandLineApp.RunAsync(args, new Terminal(Console.Out, Console.Error), interrupted.Token);
