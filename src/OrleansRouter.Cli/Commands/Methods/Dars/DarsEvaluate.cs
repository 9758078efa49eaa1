using System.CommandLine;
using System.Diagnostics;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Evaluation;
using OrleansRouter.Routing.Evaluation;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>evaluate dars</c>: single-shot against distribution-aware supervision on held-out queries.</summary>
internal sealed class DarsEvaluate
{
    private const string AllRouters = "all";
    private static readonly DarsEvaluationOptions Defaults = new();

    private readonly DarsInput _input = new();
    private readonly Option<string[]> _routers = new("--routers")
    {
        Description = "Router families, or 'all' for the seven of the paper.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [AllRouters],
    };

    private readonly Option<int> _runs = new Option<int>("--single-shot-runs", "--rounds") { Description = "Sampled single-shot training sets per split.", DefaultValueFactory = _ => Defaults.SingleShotRuns }.AtLeast(1);
    private readonly Option<int> _splits = new Option<int>("--splits") { Description = "Random splits; data that name training and test queries have one.", DefaultValueFactory = _ => Defaults.Splits }.AtLeast(1);
    private readonly Option<int?> _trainQueries = new("--train-queries") { Description = "Training queries of a random split. Default: 200, at most half." };
    private readonly Option<int?> _testQueries = new("--test-queries") { Description = "The most test queries of a random split. Default: all that are not trained on." };
    private readonly Option<int> _rewrites = new Option<int>("--rewrites") { Description = "Rewrites of a training query that are used.", DefaultValueFactory = _ => Defaults.Rewrites }.AtLeast(1);
    private readonly Option<int> _decodes = new Option<int>("--decodes") { Description = "Decodes of each rewrite that are used in training.", DefaultValueFactory = _ => Defaults.Decodes }.AtLeast(1);
    private readonly Option<int> _draws = new Option<int>("--draws") { Description = "Draws of the other random label sets (ablation, protocols).", DefaultValueFactory = _ => Defaults.Draws }.AtLeast(1);
    private readonly Option<double> _beta = new("--beta") { Description = "β, the risk aversion.", DefaultValueFactory = _ => Defaults.RiskAversion };
    private readonly Option<bool> _mainOnly = new("--no-studies") { Description = "Leave out ablation, sample efficiency, frontier and sensitivity to β." };
    private readonly Option<string[]> _set = new("--set") { Description = "An option of a family as family.name=value, repeatable.", DefaultValueFactory = _ => [] };
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of splits, draws and training.", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<string?> _plot = new("--plot") { Description = "Folder for the charts as SVG." };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new DarsEvaluate().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command("dars", "Compare routers trained on single observations with routers trained on distribution-aware labels.")
        {
            _routers, _runs, _splits, _trainQueries, _testQueries, _rewrites, _decodes, _draws, _beta, _mainOnly, _set, _encoder, _seed, _threads, _plot, _json,
        };
        _input.AddTo(command);
        _input.AddCostWeightTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            long started = Stopwatch.GetTimestamp();
            EvaluatedFamily[] families = Families(parsed);
            DarsReport report = await ProgressBar.RunAsync(
                terminal, "Evaluating", progress => Evaluate(parsed, families, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
            DarsEvaluationText.Write(terminal, report, Stopwatch.GetElapsedTime(started), parsed.GetValue(_json));
            if (parsed.GetValue(_plot) is { } folder)
            {
                DarsPlots.Write(report, folder);
            }
        });
        return command;
    }

    private DarsReport Evaluate(ParseResult parsed, EvaluatedFamily[] families, IProgress<double> progress, CancellationToken cancellationToken)
    {
        DarsData data = _input.Read(parsed, completeQueriesOnly: true, cancellationToken);
        return DarsEvaluation.Run(data, families, PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!), new DarsEvaluationOptions
        {
            CostWeight = _input.CostWeight(parsed, data),
            RiskAversion = parsed.GetValue(_beta),
            SingleShotRuns = parsed.GetValue(_runs),
            Splits = parsed.GetValue(_splits),
            TrainQueries = parsed.GetValue(_trainQueries),
            TestQueries = parsed.GetValue(_testQueries),
            Rewrites = parsed.GetValue(_rewrites),
            Decodes = parsed.GetValue(_decodes),
            Draws = parsed.GetValue(_draws),
            Studies = !parsed.GetValue(_mainOnly),
            Seed = parsed.GetValue(_seed),
        }, new FitContext(parsed.GetValue(_threads), progress, cancellationToken));
    }

    /// <summary>The families that were asked for, with the paper's settings and what --set changes.</summary>
    private EvaluatedFamily[] Families(ParseResult parsed)
    {
        string[] names = [.. parsed.GetValue(_routers)!.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries))];
        EvaluatedFamily[] families = names is [AllRouters]
            ? [.. DarsEvaluation.PaperFamilies]
            : [.. names.Select(name => DarsEvaluation.WithPaperSettings(PolicyComponents.Default.Families.Get(name)))];
        ILookup<string, KeyValuePair<string, string>> changes = SharedOptions.ParsePairs(parsed.GetValue(_set)!).Select(pair => pair.Key.Split('.', 2) is [var family, var option]
            ? (family, Pair: KeyValuePair.Create(option, pair.Value))
            : throw new UsageException($"--set '{pair.Key}': expected family.name=value.")).ToLookup(change => change.family, change => change.Pair);
        return [.. families.Select(family => changes.Contains(family.Family.Name)
            ? DarsEvaluation.WithPaperSettings(family.Family, changes[family.Family.Name])
            : family)];
    }
}
