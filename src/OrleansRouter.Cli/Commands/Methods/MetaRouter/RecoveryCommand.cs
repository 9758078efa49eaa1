using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data.Simulation;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Recovery;
using OrleansRouter.Routing.Policies;

namespace OrleansRouter.Cli.Commands.Methods.MetaRouter;

/// <summary><c>meta-router recovery</c>: how well every router recovers the known truth of simulated labels.</summary>
internal sealed class RecoveryCommand
{
    private const string State = "state";
    private static readonly RecoveryOptions Defaults = new();

    private readonly Option<int[]> _goldSizes = Many("--gold-sizes", "Numbers of gold labels.", Defaults.GoldSizes);
    private readonly Option<BiasShape[]> _biases = Many("--biases", "Shapes of the judge's bias.", Defaults.Biases);
    private readonly Option<LabelOverlap[]> _overlaps = Many("--overlaps", "How gold and preferences share the queries.", Defaults.Overlaps);
    private readonly Option<double> _biasSize = new("--bias-size") { Description = "Largest bias on one model's score; that on a gain is at most twice as large.", DefaultValueFactory = _ => Defaults.BiasSize };
    private readonly Option<int> _preferenceSize = new Option<int>("--preference-size") { Description = "Number of preferences.", DefaultValueFactory = _ => Defaults.PreferenceSize }.AtLeast(10);
    private readonly Option<int> _testSize = new Option<int>("--test-size") { Description = "Test queries.", DefaultValueFactory = _ => Defaults.TestSize }.AtLeast(10);
    private readonly Option<int> _seeds = new Option<int>("--seeds") { Description = "Number of seeds.", DefaultValueFactory = _ => Defaults.Seeds }.AtLeast(1);
    private readonly Option<ulong> _seed = new("--seed") { Description = "The first seed; the others follow it.", DefaultValueFactory = _ => Defaults.FirstSeed };
    private readonly Option<string[]> _routers = Many("--routers", $"What is compared, beside the oracle; NAME{RecoveryStudy.TruncatedSuffix} learns from truncated data.", Defaults.Routers);
    private readonly Option<string> _learner = new("--learner") { Description = "What every regression is done with.", DefaultValueFactory = _ => LearnerSets.Default };
    private readonly Option<double> _goldPerLeaf = new Option<double>("--gold-per-leaf") { Description = "Smallest leaf of the trees of the shift, in expected gold rows.", DefaultValueFactory = _ => Defaults.Method.GoldPerLeaf!.Value }.AtLeast(1.0);
    private readonly Option<bool> _tuned = new("--tuned") { Description = "Whether r-learner and dr-learner choose by cross-validation how free shift and gain may be.", DefaultValueFactory = _ => Defaults.Method.Tuned };
    private readonly Option<double> _truncationFloor = new("--truncation-floor") { Description = "Floor of the truncation.", DefaultValueFactory = _ => Defaults.Truncation.Floor };
    private readonly Option<string> _features = new("--features") { Description = $"'{State}' for task and difficulty as the simulator knows them, or the name of an encoder of its prompts.", DefaultValueFactory = _ => State };
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new RecoveryCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        _learner.AcceptOnlyFromAmong([.. LearnerSets.Names]);
        _features.AcceptOnlyFromAmong([State, .. PolicyComponents.Default.Encoders.All.Select(encoder => encoder.Name)]);
        var command = new Command("recovery", "Simulated labels whose truth is known: how well every router recovers it, as Markdown tables.")
        {
            _goldSizes, _biases, _overlaps, _biasSize, _preferenceSize, _testSize, _seeds, _seed, _routers, _learner, _goldPerLeaf, _tuned, _truncationFloor, _features, _threads, _json,
        };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            string features = parsed.GetValue(_features)!;
            RecoveryReport report = await ProgressBar.RunAsync(terminal, "Recovering", progress => RecoveryStudy.Run(
                OptionsOf(parsed),
                features == State ? null : PolicyComponents.Default.Encoders.Get(features),
                new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            terminal.WriteLine(parsed.GetValue(_json) ? report.ToJson() : RecoveryTables.Of(report));
        });
        return command;
    }

    private RecoveryOptions OptionsOf(ParseResult parsed) => Defaults with
    {
        GoldSizes = parsed.GetValue(_goldSizes)!,
        Biases = parsed.GetValue(_biases)!,
        Overlaps = parsed.GetValue(_overlaps)!,
        BiasSize = parsed.GetValue(_biasSize),
        PreferenceSize = parsed.GetValue(_preferenceSize),
        TestSize = parsed.GetValue(_testSize),
        Seeds = parsed.GetValue(_seeds),
        FirstSeed = parsed.GetValue(_seed),
        Routers = parsed.GetValue(_routers)!,
        Truncation = Defaults.Truncation with { Floor = parsed.GetValue(_truncationFloor) },
        Method = Defaults.Method with { Learner = parsed.GetValue(_learner)!, GoldPerLeaf = parsed.GetValue(_goldPerLeaf), Tuned = parsed.GetValue(_tuned) },
    };

    private static Option<T[]> Many<T>(string name, string description, IReadOnlyList<T> defaults) => new(name)
    {
        Description = $"{description} Default: {string.Join(' ', defaults)}.",
        DefaultValueFactory = _ => [.. defaults],
        AllowMultipleArgumentsPerToken = true,
    };
}
