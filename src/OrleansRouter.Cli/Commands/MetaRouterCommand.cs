using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods.MetaRouter;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>meta-router recovery</c>: what goes with the fusion of gold and preference labels beside training and evaluation.</summary>
internal static class MetaRouterCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("meta-router", "Study routers learned from gold and preference labels.");
        command.Subcommands.Add(RecoveryCommand.Create(terminal));
        return command;
    }
}
