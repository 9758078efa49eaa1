using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Cli.Remote;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>train dars --family NAME</c>: a served policy of any family, trained on distribution-aware labels.</summary>
internal static class DarsTrain
{
    public static Command Create(Terminal terminal)
    {
        var input = new DarsInput();
        Option<string> family = new Option<string>("--family") { Description = "The router family.", DefaultValueFactory = _ => "knn" }
            .AcceptOnlyFromAmong([.. PolicyComponents.Default.Families.All.Select(f => f.Name)]);
        var variant = new Option<SupervisionVariant>("--supervision") { Description = "How labels are made from observations.", DefaultValueFactory = _ => SupervisionVariant.Full };
        var set = new Option<string[]>("--set") { Description = "An option of the family as name=value, repeatable.", DefaultValueFactory = _ => [] };
        Option<string> encoder = SharedOptions.Encoder();
        Option<ulong> seed = SharedOptions.Seed();
        Option<int> threads = SharedOptions.Threads();
        var output = new Option<string>("--out") { Description = "The policy file to write (.orp).", Required = true };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("dars", "Train a family on distribution-aware labels from repeated observations.") { family, variant, set, encoder, seed, threads, output, json };
        input.AddTo(command);
        var remote = RemoteTraining.OptionOf(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            IRouterFamily trained = PolicyComponents.Default.Families.Get(parsed.GetValue(family)!);
            object options = OptionsBinder.Bind(trained, SharedOptions.ParsePairs(parsed.GetValue(set)!));
            Policy policy = remote.IsAsked(parsed)
                ? await remote.TrainAsync(terminal, parsed, new JobRequest
                {
                    Kind = "dars",
                    Files = [],
                    Families = [JobFamily.Of(trained, options)],
                    Encoder = parsed.GetValue(encoder)!,
                    Seed = parsed.GetValue(seed),
                    Dars = input.ToJob(parsed, parsed.GetValue(variant), cancellationToken),
                }, input.Files(parsed), cancellationToken).ConfigureAwait(false)
                : await ProgressBar.RunAsync(terminal, $"Training {trained.Name}", progress => DarsPolicyTrainer.Train(
                    input.Read(parsed, completeQueriesOnly: false, cancellationToken),
                    parsed.GetValue(variant),
                    trained,
                    options,
                    PolicyComponents.Default.Encoders.Get(parsed.GetValue(encoder)!),
                    parsed.GetValue(seed),
                    new FitContext(parsed.GetValue(threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            PolicyFile.Save(policy, parsed.GetRequiredValue(output));
            PolicyReport.Write(terminal, policy, parsed.GetRequiredValue(output), parsed.GetValue(json));
        });
        return command;
    }
}
