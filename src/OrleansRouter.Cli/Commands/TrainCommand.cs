using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods;
using OrleansRouter.Cli.Commands.Methods.Dars;
using OrleansRouter.Cli.Commands.Methods.MetaRouter;
using OrleansRouter.Cli.Output;
using OrleansRouter.Cli.Remote;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands;

/// <summary><c>train FAMILY --data FILE… --out POLICY</c>: one subcommand per registered family, and per method that makes its own labels.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("train", "Train a policy from data and write it to one file.");
        var barp = new BarpOptionSet();
        Command[] methods = [MetaRouterTrainCommand.Create(terminal), DarsTrain.Create(terminal), BanditTrain.Create(terminal)];
        Array.ForEach(methods, command.Subcommands.Add);
        foreach (IRouterFamily family in PolicyComponents.Default.Families.All.Where(family => !methods.Any(method => method.Name == family.Name)))
        {
            command.Subcommands.Add(family.Name == BarpOptionSet.FamilyName ? Train(terminal, family, barp.AddTo, barp.Options) : Train(terminal, family));
        }

        return command;
    }

    private static Command Train(Terminal terminal, IRouterFamily family)
    {
        Option<string[]> set = SharedOptions.Set(family);
        return Train(terminal, family, command => command.Options.Add(set), parsed => OptionsBinder.Bind(family, SharedOptions.ParsePairs(parsed.GetValue(set)!)));
    }

    private static Command Train(Terminal terminal, IRouterFamily family, Action<Command> addOptions, Func<ParseResult, object> optionsOf)
    {
        Option<string[]> data = SharedOptions.Data();
        Option<ulong> seed = SharedOptions.Seed();
        Option<int> threads = SharedOptions.Threads();
        Option<string> encoder = SharedOptions.Encoder();
        var costCap = new Option<double?>("--cost-cap-usd") { Description = "The cost per call that counts as 1. Default: the 95th percentile of the known costs." };
        var output = new Option<string>("--out") { Description = "The policy file to write (.orp).", Required = true };
        Option<bool> json = SharedOptions.Json();
        var command = new Command(family.Name, $"Train the family '{family.Name}'.") { data, output, encoder, seed, threads, costCap, json };
        addOptions(command);
        var remote = RemoteTraining.OptionOf(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            object options = optionsOf(parsed);
            Policy policy = remote.IsAsked(parsed)
                ? await remote.TrainAsync(terminal, parsed, new JobRequest
                {
                    // A family with a plan of its own is split further than one task.
                    Kind = JobPlans.Registry.All.Any(plan => plan.Name == family.Name) ? family.Name : "family",
                    Files = [],
                    Families = [JobFamily.Of(family, options)],
                    Encoder = parsed.GetValue(encoder)!,
                    Seed = parsed.GetValue(seed),
                    CostCapUsd = parsed.GetValue(costCap),
                }, RemoteTraining.Data(parsed.GetRequiredValue(data)), cancellationToken).ConfigureAwait(false)
                : await ProgressBar.RunAsync(terminal, $"Training {family.Name}", progress => PolicyTrainer.Train(
                    ScoreTableReader.Read(parsed.GetRequiredValue(data), cancellationToken),
                    family,
                    options,
                    PolicyComponents.Default.Encoders.Get(parsed.GetValue(encoder)!),
                    parsed.GetValue(seed),
                    new FitContext(parsed.GetValue(threads), progress, cancellationToken),
                    parsed.GetValue(costCap)), cancellationToken).ConfigureAwait(false);
            PolicyFile.Save(policy, parsed.GetRequiredValue(output));
            PolicyReport.Write(terminal, policy, parsed.GetRequiredValue(output), parsed.GetValue(json));
        });
        return command;
    }
}
