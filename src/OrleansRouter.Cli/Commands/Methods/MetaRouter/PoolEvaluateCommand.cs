using System.CommandLine;
using System.Diagnostics;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter.Evaluation.Pool;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods.MetaRouter;

/// <summary><c>evaluate meta-router-pool</c>: meta-routers that choose among any number of models.</summary>
internal sealed class PoolEvaluateCommand
{
    private static readonly PoolEvaluationOptions Defaults = new();

    private readonly Option<string[]> _data = SharedOptions.Data();
    private readonly Option<string[]> _models = new("--models") { Description = "The models to choose from; any unique part of their names will do. Default: all.", AllowMultipleArgumentsPerToken = true };
    private readonly MetaRouterOptionSet _method = new();
    private readonly Option<int> _goldSize = new Option<int>("--gold-size") { Description = "Queries per round that gold judged.", DefaultValueFactory = _ => Defaults.GoldSize }.AtLeast(2);
    private readonly Option<int> _testSize = new Option<int>("--test-size") { Description = "Test queries per round.", DefaultValueFactory = _ => Defaults.TestSize }.AtLeast(1);
    private readonly Option<int?> _preferenceSize = new("--preference-size") { Description = "Queries per round that the cheap judge judged. Default: all rows that are neither tested on nor gold." };
    private readonly Option<double[]> _costWeights = new("--cost-weights") { Description = $"Cost weights, ascending. Default: {string.Join(' ', Defaults.CostWeights)}.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _routers = new("--routers") { Description = $"What is compared, beside gold-everywhere and the baselines. Default: {string.Join(' ', Defaults.Routers)}.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<int> _rounds = new Option<int>("--rounds") { Description = "Random divisions of the data.", DefaultValueFactory = _ => Defaults.Rounds }.AtLeast(1);
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of every random choice.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new PoolEvaluateCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        var command = new Command("meta-router-pool", "Compare meta-routers that choose among any number of models, at several cost weights.")
        {
            _data, _models, _goldSize, _testSize, _preferenceSize, _costWeights, _routers, _encoder, _rounds, _seed, _threads, _json,
        };
        _method.AddTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            var watch = Stopwatch.StartNew();
            PoolReport report = await ProgressBar.RunAsync(
                terminal, "Evaluating meta-router-pool", progress => Evaluate(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            PoolReportWriter.Write(terminal, report with { ElapsedSeconds = watch.Elapsed.TotalSeconds }, parsed.GetValue(_json));
        });
        return command;
    }

    private PoolReport Evaluate(ParseResult parsed, FitContext context)
    {
        LabelTable table = LabelTableReader.Read(parsed.GetRequiredValue(_data), context.CancellationToken);
        (string gold, string cheap) = _method.Sources(parsed, table);
        string[]? models = parsed.GetValue(_models) is { Length: > 0 } wanted ? [.. wanted.Select(name => NameMatch.Find("model", name, [.. table.Models]))] : null;
        ulong seed = parsed.GetValue(_seed);
        var labels = PoolLabels.Of(table, gold, cheap, models, PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!), seed, context with { Progress = null });
        return PoolEvaluation.Run(labels, OptionsOf(parsed, seed), context);
    }

    private PoolEvaluationOptions OptionsOf(ParseResult parsed, ulong seed) => new()
    {
        GoldSize = parsed.GetValue(_goldSize),
        TestSize = parsed.GetValue(_testSize),
        PreferenceSize = parsed.GetValue(_preferenceSize),
        Rounds = parsed.GetValue(_rounds),
        Seed = seed,
        CostWeights = parsed.GetValue(_costWeights) is { Length: > 0 } weights ? weights : Defaults.CostWeights,
        Routers = parsed.GetValue(_routers) is { Length: > 0 } routers ? routers : Defaults.Routers,
        Method = _method.Family(parsed),
    };
}
