using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods.Dars;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>diagnose METHOD --data FILE…</c>: whether data can teach what a method needs.</summary>
internal static class DiagnoseCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("diagnose", "Measure how far labels can be trusted.");
        command.Subcommands.Add(DarsDiagnose.Create(terminal));
        return command;
    }
}
