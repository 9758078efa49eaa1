using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Cli.Remote;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods.MetaRouter;

/// <summary><c>train meta-router</c>: a policy from gold and preference labels (kind B), or from gold alone (kind A).</summary>
internal sealed class MetaRouterTrainCommand
{
    private static readonly IRouterFamily Family = PolicyComponents.Default.Families.Get("meta-router");

    private readonly Option<string[]> _data = SharedOptions.Data();
    private readonly MetaRouterOptionSet _method = new();
    private readonly Option<string[]> _set = SharedOptions.Set(Family);
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<double?> _costCap = new("--cost-cap-usd") { Description = "The cost per call that counts as 1. Default: the 95th percentile of the known costs." };
    private readonly Option<ulong> _seed = SharedOptions.Seed();
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<string> _output = new("--out") { Description = "The policy file to write (.orp).", Required = true };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new MetaRouterTrainCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        var command = new Command(Family.Name, "Train on labels of a trusted and of a cheap judge, for any number of models.")
        {
            _data, _output, _set, _encoder, _costCap, _seed, _threads, _json,
        };
        _method.AddTo(command);
        var remote = RemoteTraining.OptionOf(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            Policy policy = remote.IsAsked(parsed)
                ? await remote.TrainAsync(terminal, parsed, Request(parsed, cancellationToken), RemoteTraining.Data(parsed.GetRequiredValue(_data)), cancellationToken).ConfigureAwait(false)
                : await ProgressBar.RunAsync(
                    terminal, $"Training {Family.Name}", progress => Train(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            PolicyFile.Save(policy, parsed.GetRequiredValue(_output));
            PolicyReport.Write(terminal, policy, parsed.GetRequiredValue(_output), parsed.GetValue(_json));
        });
        return command;
    }

    private object Options(ParseResult parsed) => OptionsBinder.Bind(Family, SharedOptions.ParsePairs(parsed.GetValue(_set)!), _method.Family(parsed));

    /// <summary>The same training as a job.</summary>
    private JobRequest Request(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new JobRequest
        {
            Kind = "meta-router",
            Files = [],
            Families = [JobFamily.Of(Family, Options(parsed))],
            Encoder = parsed.GetValue(_encoder)!,
            Seed = parsed.GetValue(_seed),
            CostCapUsd = parsed.GetValue(_costCap),
        };
        string[] files = parsed.GetRequiredValue(_data);
        if (DataSniffer.KindOf(files[0]) == DataKind.Scores)
        {
            return request;
        }

        (string gold, string preference) = _method.Sources(parsed, LabelTableReader.Read(files, cancellationToken));
        return request with { MetaRouter = new MetaRouterJob { Gold = gold, Preference = preference } };
    }

    private Policy Train(ParseResult parsed, FitContext context)
    {
        string[] files = parsed.GetRequiredValue(_data);
        object options = Options(parsed);
        IPromptEncoderFactory encoders = PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!);
        (ulong seed, double? cap) = (parsed.GetValue(_seed), parsed.GetValue(_costCap));
        if (DataSniffer.KindOf(files[0]) == DataKind.Scores)
        {
            return PolicyTrainer.Train(ScoreTableReader.Read(files, context.CancellationToken), Family, options, encoders, seed, context, cap);
        }

        LabelTable table = LabelTableReader.Read(files, context.CancellationToken);
        (string gold, string preference) = _method.Sources(parsed, table);
        return MetaRouterTrainer.Train(table, gold, preference, Family, options, encoders, seed, context, cap);
    }
}
