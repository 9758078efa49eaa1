using System.CommandLine;
using System.Diagnostics;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Barp.Evaluation;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Encoding;
using OrleansRouter.Routing.Encoding.Lexical;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods;

/// <summary><c>evaluate barp</c>: one policy for every preference, learned from bandit feedback, beside its competitors.</summary>
internal sealed class BarpEvaluateCommand
{
    private static readonly BarpEvaluationOptions Defaults = new();

    private readonly Option<string[]> _data = SharedOptions.Data();
    private readonly Option<string[]> _in = new("--in") { Description = "Tasks to train and test on. Default: all that are not held out.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _out = new("--out") { Description = "Tasks to test on without training. Default: the rest where --in is given.", AllowMultipleArgumentsPerToken = true };
    private readonly BarpOptionSet _policy = new();
    private readonly Option<int> _seeds = new Option<int>("--seeds") { Description = "Number of splits.", DefaultValueFactory = _ => Defaults.Seeds }.AtLeast(1);
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of the first split; the others follow it.", DefaultValueFactory = _ => Defaults.FirstSeed };
    private readonly Option<double> _trainShare = new("--train-share") { Description = "Share of every in-task that is trained on.", DefaultValueFactory = _ => Defaults.TrainShare };
    private readonly Option<double?> _costCap = new("--cost-cap-usd") { Description = "The cost per call that counts as 1. Default: the 95th percentile of the known costs." };
    private readonly Option<int> _banditEpochs = new Option<int>("--bandit-epochs") { Description = "Passes of the classic bandits over the training queries.", DefaultValueFactory = _ => Defaults.BanditEpochs }.AtLeast(1);
    private readonly Option<string[]> _fullInformation = new("--full-information") { Description = $"Families to train on every label. Default: {string.Join(' ', Defaults.FullInformation)}.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<int?> _encoderDimensions = new("--encoder-dimensions") { Description = "Dimensions that the lexical encoder keeps of its terms; 0 keeps all terms. Default: 128." };
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<string?> _plot = new("--plot") { Description = "Write score and cost against the cost weight, and the frontier of cost and score, as SVG files into this folder." };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new BarpEvaluateCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        var command = new Command("barp", "Compare a policy learned from bandit feedback, by the protocol of the BaRP paper.")
        {
            _data, _in, _out, _seeds, _seed, _trainShare, _costCap, _banditEpochs, _fullInformation, _encoder, _encoderDimensions, _threads, _plot, _json,
        };
        _policy.AddTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            var watch = Stopwatch.StartNew();
            BarpReport report = await ProgressBar.RunAsync(
                terminal, "Evaluating barp", progress => Evaluate(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            BarpReportWriter.Write(terminal, report with { ElapsedSeconds = watch.Elapsed.TotalSeconds }, parsed.GetValue(_plot), parsed.GetValue(_json));
        });
        return command;
    }

    private BarpReport Evaluate(ParseResult parsed, FitContext context)
    {
        var options = new BarpEvaluationOptions
        {
            In = NullIfEmpty(parsed.GetValue(_in)),
            Out = NullIfEmpty(parsed.GetValue(_out)),
            Seeds = parsed.GetValue(_seeds),
            FirstSeed = parsed.GetValue(_seed),
            TrainShare = parsed.GetValue(_trainShare),
            CostCapUsd = parsed.GetValue(_costCap),
            Policy = _policy.Options(parsed),
            BanditEpochs = parsed.GetValue(_banditEpochs),
            FullInformation = NullIfEmpty(parsed.GetValue(_fullInformation)) ?? Defaults.FullInformation,
        };
        IPromptEncoderFactory encoders = Encoders(parsed);
        return BarpEvaluation.Run(
            ScoreTableReader.Read(parsed.GetRequiredValue(_data), context.CancellationToken), encoders, options, context);
    }

    private IPromptEncoderFactory Encoders(ParseResult parsed)
    {
        IPromptEncoderFactory chosen = PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!);
        return (parsed.GetValue(_encoderDimensions), chosen) switch
        {
            (null, _) => chosen,
            ({ } dimensions, LexicalEncoderFactory) => new LexicalEncoderFactory(new LexicalOptions { Dimensions = dimensions }),
            _ => throw new UsageException($"--encoder-dimensions concerns the encoder 'lexical', not '{chosen.Name}'."),
        };
    }

    private static string[]? NullIfEmpty(string[]? values) => values is { Length: > 0 } ? values : null;
}
