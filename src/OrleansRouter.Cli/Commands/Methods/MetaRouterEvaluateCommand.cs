using System.CommandLine;
using OrleansRouter.Cli.Commands.Methods.MetaRouter;
using OrleansRouter.Cli.Output;
using OrleansRouter.Cli.Remote;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Jobs;
using OrleansRouter.Routing.MetaRouter.Active;
using OrleansRouter.Routing.MetaRouter.Evaluation;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods;

/// <summary><c>evaluate meta-router</c>: the paper's Monte-Carlo comparison of routers learned from gold and preference labels.</summary>
internal sealed class MetaRouterEvaluateCommand
{
    private static readonly MetaRouterEvaluationOptions Defaults = new();

    private readonly Option<string[]> _data = SharedOptions.Data();
    private readonly Option<string?> _pair = MetaRouterOptionSet.PairOption();
    private readonly MetaRouterOptionSet _method = new();
    private readonly Option<int> _goldSize = new Option<int>("--gold-size") { Description = "Gold labels per round.", DefaultValueFactory = _ => Defaults.GoldSize }.AtLeast(2);
    private readonly Option<int> _testSize = new Option<int>("--test-size") { Description = "Test queries per round.", DefaultValueFactory = _ => Defaults.TestSize }.AtLeast(1);
    private readonly Option<int?> _preferenceSize = new("--preference-size") { Description = "Preferences per round. Default: all rows that are neither tested on nor gold." };
    private readonly Option<bool> _keepSources = new("--keep-sources") { Description = "Draw gold labels and preferences from the rows that the data mark so." };
    private readonly Option<int?> _pca = new("--pca") { Description = $"Principal components of the embedding; 0 for the embedding as it is. Default {PairedLabels.DefaultComponents} for prompts, 0 for given features." };
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<string[]> _routers = new("--routers") { Description = $"What is compared, beside oracle and random; NAME-published is the paper's variant, in sample. Default: {string.Join(' ', Defaults.Routers)}.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _rounds = new Option<int>("--rounds") { Description = "Random divisions of the data.", DefaultValueFactory = _ => Defaults.Rounds }.AtLeast(1);
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly ActiveOptionSet _active = new();
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<string?> _plot = new("--plot") { Description = "Write the efficiency gains as curves to this SVG file." };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new MetaRouterEvaluateCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        var command = new Command("meta-router", "Compare routers learned from gold and preference labels, by the protocol of the Meta-Router paper.")
        {
            _data, _pair, _goldSize, _testSize, _preferenceSize, _keepSources, _pca, _encoder, _routers, _rounds, _seed, _threads, _plot, _json,
        };
        _method.AddTo(command);
        _active.AddTo(command);
        var remote = RemoteTraining.OptionOf(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            if (_active.IsAsked(parsed))
            {
                ActiveReport curves = !remote.IsAsked(parsed)
                    ? await ProgressBar.RunAsync(
                        terminal, "Buying gold labels", progress => EvaluateActive(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false)
                    : throw new UsageException("--active runs in this process only; leave --remote out.");
                ActiveReportWriter.Write(terminal, curves, parsed.GetValue(_plot), parsed.GetValue(_json));
                return;
            }

            MetaRouterReport report = remote.IsAsked(parsed)
                ? MetaRouterReport.FromJson(
                    await remote.EvaluateAsync(terminal, parsed, Request(parsed, cancellationToken), RemoteTraining.Data(parsed.GetRequiredValue(_data)), cancellationToken).ConfigureAwait(false),
                    Options(parsed))
                : await ProgressBar.RunAsync(
                    terminal, "Evaluating meta-router", progress => Evaluate(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            MetaRouterReportWriter.Write(terminal, report, parsed.GetValue(_plot), parsed.GetValue(_json));
        });
        return command;
    }

    private MetaRouterReport Evaluate(ParseResult parsed, FitContext context) => MetaRouterEvaluation.Run(Labels(parsed, context), Options(parsed), context);

    private MetaRouterEvaluationOptions Options(ParseResult parsed)
    {
        var options = new MetaRouterEvaluationOptions
        {
            GoldSize = parsed.GetValue(_goldSize),
            TestSize = parsed.GetValue(_testSize),
            PreferenceSize = parsed.GetValue(_preferenceSize),
            KeepSources = parsed.GetValue(_keepSources),
            Rounds = parsed.GetValue(_rounds),
            Seed = parsed.GetValue(_seed),
            Method = _method.Method(parsed),
        };
        return parsed.GetValue(_routers) is { Length: > 0 } routers ? options with { Routers = routers } : options;
    }

    /// <summary>The same evaluation as a job.</summary>
    private JobRequest Request(ParseResult parsed, CancellationToken cancellationToken)
    {
        string[] files = parsed.GetRequiredValue(_data);
        bool isGains = files is [string file] && GainTableReader.Recognises(file);
        return new JobRequest
        {
            Kind = "meta-router-evaluation",
            Files = [],
            Encoder = parsed.GetValue(_encoder)!,
            Evaluation = new MetaRouterEvaluationJob
            {
                Options = Options(parsed),
                Pair = isGains ? null : Pair(parsed, LabelTableReader.Read(files, cancellationToken)),
                Components = parsed.GetValue(_pca),
            },
        };
    }

    private LabelPairOptions Pair(ParseResult parsed, LabelTable table) => _method.Pair(parsed, table, parsed.GetValue(_pair));

    private ActiveReport EvaluateActive(ParseResult parsed, FitContext context) => ActiveEvaluation.Run(
        Labels(parsed, context),
        _active.Options(parsed, parsed.GetValue(_routers)!) with
        {
            StartSize = parsed.GetValue(_goldSize),
            TestSize = parsed.GetValue(_testSize),
            PreferenceSize = parsed.GetValue(_preferenceSize),
            KeepSources = parsed.GetValue(_keepSources),
            Rounds = parsed.GetValue(_rounds),
            Seed = parsed.GetValue(_seed),
            Method = _method.Method(parsed),
        },
        context);

    private PairedLabels Labels(ParseResult parsed, FitContext context) => PairedLabels.Read(
        parsed.GetRequiredValue(_data), table => Pair(parsed, table), PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!), parsed.GetValue(_pca),
        parsed.GetValue(_seed), context);
}
