using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods.Dars;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>dars plan|collect|study</c>: what goes with distribution-aware supervision beside training and evaluation.</summary>
internal static class DarsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("dars", "Plan and collect repeated observations, and study labels whose truth is known.");
        command.Subcommands.Add(DarsPlan.Create(terminal));
        command.Subcommands.Add(DarsCollect.Create(terminal));
        command.Subcommands.Add(DarsStudy.Create(terminal));
        return command;
    }
}
