using System.CommandLine;
using OrleansRouter.Cli.Admin;
using OrleansRouter.Cli.Commands;
using OrleansRouter.Cli.Commands.Methods.MetaRouter;
using OrleansRouter.Cli.Output;

namespace OrleansRouter.Cli;

/// <summary>The <c>orleans-router</c> command: results on standard output, progress and errors on standard error.</summary>
public static class CommandLineApp
{
    /// <summary>Runs one command line.</summary>
    /// <returns>0 on success, 1 on an error, 2 on wrong usage.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        ParseResult parsed = CreateRootCommand(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.WriteError(error.Message);
            }

            terminal.WriteError($"See '{string.Join(' ', ["orleans-router", .. CommandPath(parsed)])} --help'.");
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(terminal.Configuration, cancellationToken).ConfigureAwait(false);
    }

    private static RootCommand CreateRootCommand(Terminal terminal)
    {
        var root = new RootCommand("OrleansRouter: a multi-tenant LLM router that learns from its own traffic.");
        foreach (Command command in new[]
        {
            ServeCommand.Create(terminal),
            ConfigCommand.Create(terminal),
            DataCommand.Create(terminal),
            TrainCommand.Create(terminal),
            EvaluateCommand.Create(terminal),
            DiagnoseCommand.Create(terminal),
            OpeCommand.Create(terminal),
            DarsCommand.Create(terminal),
            MetaRouterCommand.Create(terminal),
            ProposeLabelsCommand.Create(terminal),
            TenantCommand.Create(terminal),
            KeyCommand.Create(terminal),
            ModelCommand.Create(terminal),
            PolicyCommand.Create(terminal),
            DecisionsCommand.Create(terminal),
            JobCommand.Create(terminal),
            AuditCommand.Create(terminal),
        })
        {
            root.Subcommands.Add(command);
        }

        return root;
    }

    private static IEnumerable<string> CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result?.Command is not (null or RootCommand); result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command.Name);
        }

        return names;
    }
}
