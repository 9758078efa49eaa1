using System.CommandLine;
using OrleansRouter.Cli.Output;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.MetaRouter;
using OrleansRouter.Routing.MetaRouter.Active;
using OrleansRouter.Routing.Policies;
using Spectre.Console;

namespace OrleansRouter.Cli.Commands.Methods.MetaRouter;

/// <summary><c>propose-labels</c>: which queries to send to experts next.</summary>
internal sealed class ProposeLabelsCommand
{
    private const int DefaultComponents = 50;
    private static readonly ActiveOptions Defaults = new();

    private readonly Option<string[]> _data = SharedOptions.Data();
    private readonly Option<string?> _pair = MetaRouterOptionSet.PairOption();
    private readonly MetaRouterOptionSet _method = new();
    private readonly Option<string> _router = new("--router") { Description = "What learns the gain.", DefaultValueFactory = _ => "auto" };
    private readonly Option<int> _batch = ActiveOptionSet.BatchOption();
    private readonly Option<int> _replicates = ActiveOptionSet.ReplicatesOption();
    private readonly Option<double?> _costWeight = new("--cost-weight") { Description = "What one call of the primary model must gain, in units of gold. Default: anything that sends it a fifth to four fifths of the calls." };
    private readonly Option<int> _pca = new Option<int>("--pca") { Description = "Principal components of the embedding; 0 for the embedding as it is.", DefaultValueFactory = _ => DefaultComponents }.AtLeast(0);
    private readonly Option<string> _encoder = SharedOptions.Encoder();
    private readonly Option<ulong> _seed = SharedOptions.Seed();
    private readonly Option<int> _threads = SharedOptions.Threads();
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new ProposeLabelsCommand().ToCommand(terminal);

    private Command ToCommand(Terminal terminal)
    {
        _router.AcceptOnlyFromAmong([.. GainEstimators.Names]);
        var command = new Command("propose-labels", "Which queries with a cheap label to send to experts next: a batch that is expected to improve decisions most.")
        {
            _data, _pair, _router, _batch, _costWeight, _replicates, _pca, _encoder, _seed, _threads, _json,
        };
        _method.AddTo(command);
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            (LabelPool pool, (Query Query, LabelProposal Proposal)[] proposals) = await ProgressBar.RunAsync(
                terminal, "Choosing queries", progress => Propose(parsed, new FitContext(parsed.GetValue(_threads), progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            Write(terminal, pool, parsed.GetValue(_router)!, proposals, parsed.GetValue(_json));
        });
        return command;
    }

    private (LabelPool Pool, (Query Query, LabelProposal Proposal)[] Proposals) Propose(ParseResult parsed, FitContext context)
    {
        ulong seed = parsed.GetValue(_seed);
        LabelTable table = LabelTableReader.Read(parsed.GetRequiredValue(_data), context.CancellationToken);
        var pool = LabelPool.Of(
            table, _method.Pair(parsed, table, parsed.GetValue(_pair)), PolicyComponents.Default.Encoders.Get(parsed.GetValue(_encoder)!), parsed.GetValue(_pca), seed, context.Part(0, 0.1));
        var options = new ActiveOptions { Batch = parsed.GetValue(_batch), CostWeight = parsed.GetValue(_costWeight), Replicates = parsed.GetValue(_replicates) };
        return (pool, pool.Propose(GainEstimators.Get(parsed.GetValue(_router)!), _method.Method(parsed), options, seed, context.Part(0.1, 1)));
    }

    private static void Write(Terminal terminal, LabelPool pool, string router, (Query Query, LabelProposal Proposal)[] proposals, bool asJson)
    {
        (int gold, int open) = (pool.Labels.RowsWhere(true).Length, pool.Labels.RowsWhere(false).Length);
        if (asJson)
        {
            terminal.WriteJson(new
            {
                pool.Source,
                pool.IsSimulated,
                router,
                goldLabels = gold,
                openQueries = open,
                proposals = proposals.Select(p => new { query = p.Query.Id, p.Query.Task, p.Proposal.Gain, p.Proposal.StandardError, p.Proposal.Value }),
            });
            return;
        }

        terminal.WriteLine($"{pool.Source}{(pool.IsSimulated ? " (SIMULATED)" : "")}: {gold} gold labels, {open} queries without one; the next {proposals.Length} for {router}");
        Table table = Tables.Create("query", "task", "gain", "standard error", "value per decision");
        foreach ((Query query, LabelProposal proposal) in proposals)
        {
            table.Add(query.Id, query.Task, Tables.Score(proposal.Gain), Tables.Score(proposal.StandardError), Tables.Usd(proposal.Value));
        }

        terminal.Results.Write(table);
    }
}
