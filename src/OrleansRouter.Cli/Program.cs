using System.Runtime.InteropServices;
using OrleansRouter.Cli;
using OrleansRouter.Cli.Output;

using var interrupted = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await CommandLineApp.RunAsync(args, new Terminal(Console.Out, Console.Error), interrupted.Token);

// The first signal stops the work in order; a second one ends the process.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}
