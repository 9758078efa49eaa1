using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods;
using OrleansRouter.Cli.Commands.Methods.Dars;
using OrleansRouter.Cli.Commands.Methods.MetaRouter;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Policies;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>evaluate FAMILY|METHOD --data FILE…</c>: what a family or a method earns on held-out queries, beside its baselines.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("evaluate", "Train on a part of the data and report what the rest would have earned.");
        Command[] methods = [MetaRouterEvaluateCommand.Create(terminal), PoolEvaluateCommand.Create(terminal), DarsEvaluate.Create(terminal), BarpEvaluateCommand.Create(terminal)];
        Array.ForEach(methods, command.Subcommands.Add);
        foreach (IRouterFamily family in PolicyComponents.Default.Families.All.Where(family => !methods.Any(method => method.Name == family.Name)))
        {
            command.Subcommands.Add(Evaluate(terminal, family));
        }

        return command;
    }

    private static Command Evaluate(Terminal terminal, IRouterFamily family)
    {
        Option<string[]> data = SharedOptions.Data();
        Option<string[]> set = SharedOptions.Set(family);
        Option<string> encoder = SharedOptions.Encoder();
        Option<int> seeds = new Option<int>("--seeds") { Description = "Number of random splits.", DefaultValueFactory = _ => 5 }.AtLeast(1);
        Option<ulong> seed = new("--seed") { Description = "Seed of the first split; the others follow it.", DefaultValueFactory = _ => 1 };
        var trainShare = new Option<double>("--train-share") { Description = "Share of the queries that are trained on.", DefaultValueFactory = _ => 0.7 };
        var costWeights = new Option<double[]?>("--cost-weights") { Description = "Cost weights, ascending.", AllowMultipleArgumentsPerToken = true };
        Option<int> threads = SharedOptions.Threads();
        Option<bool> json = SharedOptions.Json();
        var command = new Command(family.Name, $"Evaluate the family '{family.Name}'.") { data, set, encoder, seeds, seed, trainShare, costWeights, threads, json };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            var evaluated = new EvaluatedFamily(family, OptionsBinder.Bind(family, SharedOptions.ParsePairs(parsed.GetValue(set)!)));
            var options = new EvaluationOptions { Seeds = parsed.GetValue(seeds), FirstSeed = parsed.GetValue(seed), TrainShare = parsed.GetValue(trainShare) };
            options = parsed.GetValue(costWeights) is { Length: > 0 } weights ? options with { CostWeights = weights } : options;
            EvaluationReport report = await ProgressBar.RunAsync(terminal, $"Evaluating {family.Name}", progress => FamilyEvaluation.Run(
                ScoreTableReader.Read(parsed.GetRequiredValue(data), cancellationToken),
                [evaluated],
                PolicyComponents.Default.Encoders.Get(parsed.GetValue(encoder)!),
                options,
                new FitContext(parsed.GetValue(threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            Write(terminal, report, parsed.GetValue(json));
        });
        return command;
    }

    private static void Write(Terminal terminal, EvaluationReport report, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteLine(report.ToJson());
            return;
        }

        terminal.WriteLine($"{report.Method} on {report.Source}{(report.IsSimulated ? " (SIMULATED)" : "")}: "
            + $"{report.Queries} queries, {report.Models} models, {report.Seeds} splits, {report.TrainShare:P0} trained on, cost cap {Tables.Usd(report.CostCapUsd)} USD");
        Table table = Tables.Create("policy", "cost weight", "score", "cost (USD)", "utility", "± s.e.");
        foreach ((string name, IReadOnlyList<PolicyPoint> points) in report.Policies)
        {
            foreach (PolicyPoint point in points)
            {
                table.Add(name, $"{point.CostWeight}", Tables.Score(point.Score), Tables.Usd(point.CostUsd),
                    Tables.Score(point.Utility), Tables.Score(point.UtilityStandardError));
            }
        }

        terminal.Results.Write(table);
    }
}
