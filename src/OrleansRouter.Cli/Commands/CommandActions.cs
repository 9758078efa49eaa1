using System.CommandLine;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Commands;

/// <summary>Gives every command the same ending: a clear line on standard error and the right exit code.</summary>
internal static class CommandActions
{
    /// <summary>Sets what <paramref name="command"/> does; an expected failure becomes one line and exit code 1.</summary>
    public static void Run(this Command command, Terminal terminal, Func<ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                await action(parsed, cancellationToken).ConfigureAwait(false);
                return ExitCodes.Success;
            }
            catch (UsageException e)
            {
                terminal.WriteError(e.Message);
                return ExitCodes.Usage;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                terminal.WriteError("Cancelled; nothing was left half-written.");
                return ExitCodes.Error;
            }
            catch (Exception e) when (IsExpected(e))
            {
                terminal.WriteError("Error: " + e.Message);
                return ExitCodes.Error;
            }
        });

    /// <summary>Failures that the input or the surroundings explain; anything else is a defect and shows its stack.</summary>
    private static bool IsExpected(Exception e) =>
        e is ArgumentException or InvalidOperationException or KeyNotFoundException or IOException or UnauthorizedAccessException
            or FormatException or HttpRequestException or Learning.Serialization.ModelFormatException
        || e.GetType().Namespace?.StartsWith("OrleansRouter", StringComparison.Ordinal) == true;
}

/// <summary>The command line asks for something that does not exist.</summary>
/// <param name="message">What was asked, and what there is.</param>
internal sealed class UsageException(string message) : Exception(message);
