using System.CommandLine;
using OrleansRouter.Routing.MetaRouter.Active;

namespace OrleansRouter.Cli.Commands.Methods.MetaRouter;

/// <summary>What <c>evaluate meta-router --active</c> asks beyond the comparison.</summary>
internal sealed class ActiveOptionSet
{
    private static readonly ActiveEvaluationOptions Defaults = new();

    private readonly Option<LabelStrategy[]> _strategies = new("--active")
    {
        Description = $"Learning curves of one router (--routers, by default {Defaults.Router}) instead of a comparison: gold labels are bought at random, actively, or each in turn on the same rounds.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> _budget = new Option<int>("--budget") { Description = "Gold labels to buy, with --active.", DefaultValueFactory = _ => Defaults.Budget }.AtLeast(1);
    private readonly Option<int> _batch = BatchOption();
    private readonly Option<int> _replicates = ReplicatesOption();

    public static Option<int> BatchOption() => new Option<int>("--batch") { Description = "Gold labels asked for at once.", DefaultValueFactory = _ => Defaults.Active.Batch }.AtLeast(1);

    public static Option<int> ReplicatesOption() => new Option<int>("--replicates") { Description = "Half samples that tell how uncertain gains are.", DefaultValueFactory = _ => Defaults.Active.Replicates }.AtLeast(2);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _strategies, _budget, _batch, _replicates })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether learning curves are asked for.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(_strategies) is { Length: > 0 };

    /// <summary>The options of the learning curves.</summary>
    /// <exception cref="UsageException">More than one router is named.</exception>
    public ActiveEvaluationOptions Options(ParseResult parsed, string[] routers) => Defaults with
    {
        Router = routers switch
        {
            [] => Defaults.Router,
            [var router] => router,
            _ => throw new UsageException($"--routers names {routers.Length}; with --active expected one."),
        },
        Strategies = [.. parsed.GetValue(_strategies)!.Distinct()],
        Budget = parsed.GetValue(_budget),
        Active = new ActiveOptions { Batch = parsed.GetValue(_batch), Replicates = parsed.GetValue(_replicates) },
    };
}
