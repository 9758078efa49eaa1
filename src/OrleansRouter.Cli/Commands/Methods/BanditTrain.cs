using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Cli.Remote;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods;

/// <summary><c>train bandit --base POLICY</c>: bandit statistics of labelled rows on top of a trained policy, LinUCB by default.</summary>
internal static class BanditTrain
{
    private static readonly IRouterFamily Online = PolicyComponents.Default.Families.Get("online");

    public static Command Create(Terminal terminal)
    {
        Option<string[]> data = SharedOptions.Data();
        var basePolicy = new Option<string>("--base") { Description = "The trained policy to go on from (.orp).", Required = true };
        Option<string[]> set = SharedOptions.Set(Online);
        Option<int> threads = SharedOptions.Threads();
        var output = new Option<string>("--out") { Description = "The policy file to write (.orp).", Required = true };
        Option<bool> json = SharedOptions.Json();
        var command = new Command("bandit", "Learn a bandit (LinUCB unless --set learner=… says otherwise) from labelled rows, on top of a trained policy.")
        {
            data, basePolicy, output, set, threads, json,
        };
        var remote = RemoteTraining.OptionOf(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            (string Path, JobFileRole Role)[] files =
                [.. RemoteTraining.Data(parsed.GetRequiredValue(data)), (parsed.GetRequiredValue(basePolicy), JobFileRole.BasePolicy)];
            var options = (OnlineOptions)OptionsBinder.Bind(Online, SharedOptions.ParsePairs(parsed.GetValue(set)!));
            var request = new JobRequest { Kind = "bandit", Files = [.. files.Select(file => new JobFile(Path.GetFileName(file.Path), "", file.Role))], Bandit = options };
            Policy policy = remote.IsAsked(parsed)
                ? await remote.TrainAsync(terminal, parsed, request, files, cancellationToken).ConfigureAwait(false)
                : await ProgressBar.RunAsync(terminal, "Training bandit", progress => PolicyFile.Read(JobRunner.Run(
                    request,
                    [.. files.Select(file => file.Path)],
                    new FitContext(parsed.GetValue(threads), progress, cancellationToken)).Single()), cancellationToken).ConfigureAwait(false);
            PolicyFile.Save(policy, parsed.GetRequiredValue(output));
            PolicyReport.Write(terminal, policy, parsed.GetRequiredValue(output), parsed.GetValue(json));
        });
        return command;
    }
}
