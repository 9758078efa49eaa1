using System.CommandLine;
using System.Globalization;
using OrleansRouter.Cli.Output;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Planning;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>dars plan</c>: which query–model pairs to observe again under a budget.</summary>
internal static class DarsPlan
{
    private const int ShownPairs = 30;

    public static Command Create(Terminal terminal)
    {
        var defaults = new CollectionOptions();
        var input = new DarsInput();
        var beta = new Option<double>("--beta") { Description = "β, the risk aversion.", DefaultValueFactory = _ => defaults.RiskAversion };
        Option<int> budget = new Option<int>("--budget") { Description = "The most observations to plan.", DefaultValueFactory = _ => defaults.MaxObservations }.AtLeast(1);
        var budgetUsd = new Option<double?>("--budget-usd") { Description = "The most US dollars to plan; value then counts per dollar." };
        Option<int> batch = new Option<int>("--batch") { Description = "Observations added to a pair at a time.", DefaultValueFactory = _ => defaults.Batch }.AtLeast(1);
        Option<int> most = new Option<int>("--max-per-pair") { Description = "The most observations a pair may have in the end.", DefaultValueFactory = _ => defaults.MaxPerPair }.AtLeast(1);
        var objective = new Option<CollectionObjective>("--objective") { Description = "What an observation is worth.", DefaultValueFactory = _ => defaults.Objective };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("plan", "Which query–model pairs to observe again, by expected change of the label, under a budget.") { beta, budget, budgetUsd, batch, most, objective, json };
        input.AddTo(command);
        input.AddCostWeightTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            CollectionPlan plan = await ProgressBar.RunAsync(terminal, "Planning", _ =>
            {
                DarsData data = input.Read(parsed, completeQueriesOnly: false, cancellationToken);
                return CollectionPlanner.Plan(data, new CollectionOptions
                {
                    CostWeight = input.CostWeight(parsed, data),
                    RiskAversion = parsed.GetValue(beta),
                    MaxObservations = parsed.GetValue(budget),
                    MaxCostUsd = parsed.GetValue(budgetUsd),
                    Batch = parsed.GetValue(batch),
                    MaxPerPair = parsed.GetValue(most),
                    Objective = parsed.GetValue(objective),
                });
            }, cancellationToken).ConfigureAwait(false);
            Write(terminal, plan, parsed.GetValue(json));
        });
        return command;
    }

    private static void Write(Terminal terminal, CollectionPlan plan, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(plan);
            return;
        }

        terminal.WriteLine($"{plan.Observations} observations of {plan.Pairs.Count} query–model pairs, expected cost {Tables.Usd(plan.CostUsd)} USD, "
            + $"expected label changes {plan.ExpectedLabelChanges.ToString("0.0", CultureInfo.InvariantCulture)}");
        Table table = Tables.Create("query", "model", "observed", "add", "label changes with", "utility gain", "cost (USD)");
        foreach (PlannedPair pair in plan.Pairs.Take(ShownPairs))
        {
            table.Add(pair.Query, pair.Model, $"{pair.Observed}", $"{pair.Add}", Tables.Score(pair.LabelChange), Tables.Score(pair.UtilityGain), Tables.Usd(pair.CostUsd));
        }

        terminal.Results.Write(table);
        if (plan.Pairs.Count > ShownPairs)
        {
            terminal.WriteLine($"… and {plan.Pairs.Count - ShownPairs} more; --json lists them all");
        }
    }
}
