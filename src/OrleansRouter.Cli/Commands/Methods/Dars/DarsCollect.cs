using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRouter.Cli.Output;
using OrleansRouter.Gateway.Collecting;
using OrleansRouter.Grains.Models;
using OrleansRouter.Routing.Dars.Collecting;
using OrleansRouter.Routing.Dars.Planning;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary><c>dars collect</c>: repeated observations through the gateway's providers; run again to continue.</summary>
internal sealed class DarsCollect
{
    private static readonly CollectorOptions Defaults = new();
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly Option<string> _queries = new("--queries") { Description = "Queries with gold answers (.jsonl, also .gz): id, question or prompt, answer; perhaps task, context, choices, scoring.", Required = true };
    private readonly Option<string?> _models = new("--models") { Description = "JSON file {\"model-id\": settings as in /admin/v1/models}. Default: the simulated pool." };
    private readonly Option<string?> _rewriter = new("--rewriter") { Description = "The model of the file that rewrites queries; needed for rewrites." };
    private readonly Option<string[]> _pool = new("--pool") { Description = "Models of the file that are asked. Default: all.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
    private readonly Option<int> _rewrites = new("--rewrites") { Description = "Rewrites of every query; 0 asks the query as it stands only.", DefaultValueFactory = _ => Defaults.Rewrites };
    private readonly Option<int> _decodes = new("--decodes") { Description = "Answers to every rewrite.", DefaultValueFactory = _ => Defaults.Decodes };
    private readonly Option<int> _original = new("--original-decodes") { Description = "Answers to the query as it stands.", DefaultValueFactory = _ => Defaults.OriginalDecodes };
    private readonly Option<double> _temperature = new("--temperature") { Description = "Sampling temperature.", DefaultValueFactory = _ => Defaults.Temperature };
    private readonly Option<double> _topP = new("--top-p") { Description = "Share of the probability that is sampled from.", DefaultValueFactory = _ => Defaults.TopP };
    private readonly Option<int> _maxTokens = new("--max-tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => Defaults.MaxTokens };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Requests under way at a time.", DefaultValueFactory = _ => Defaults.Parallel };
    private readonly Option<int?> _maxObservations = new("--max-observations") { Description = "The most observations to add in this run." };
    private readonly Option<double?> _maxUsd = new("--max-usd") { Description = "Begin no request once this run has cost so many US dollars." };
    private readonly Option<string?> _plan = new("--plan") { Description = "What 'dars plan --json' printed: collect that instead of the whole grid." };
    private readonly Option<string> _dataset = new("--dataset") { Description = "Name of the data set, for queries without a task.", DefaultValueFactory = _ => Defaults.Dataset };
    private readonly Option<string> _split = new("--split") { Description = "The part of the data: train or test.", DefaultValueFactory = _ => Defaults.Split };
    private readonly Option<string> _output = new("--out") { Description = "Folder of the rows and rewrites; what is there is not collected again.", Required = true };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create(Terminal terminal) => new DarsCollect().Build(terminal);

    private Command Build(Terminal terminal)
    {
        var command = new Command("collect", "Rewrite queries, ask models repeatedly, score the answers; an interrupted run continues when it is run again.")
        {
            _queries, _models, _rewriter, _pool, _rewrites, _decodes, _original, _temperature, _topP, _maxTokens, _parallel,
            _maxObservations, _maxUsd, _plan, _dataset, _split, _output, _json,
        };
        command.Run(terminal, async (parsed, cancellationToken) =>
        {
            IReadOnlyList<CollectionModel> all = Models(parsed.GetValue(_models));
            string[] pool = parsed.GetValue(_pool)!;
            var collector = new ObservationCollector(
                pool.Length > 0 ? [.. pool.Select(id => Find(all, id))] : all,
                parsed.GetValue(_rewriter) is { } rewriter ? Find(all, rewriter) : null,
                Options(parsed));
            CollectionReport report = await ProgressBar.RunAsync(terminal, "Collecting", progress => collector.RunAsync(
                CollectionQuery.Read(parsed.GetRequiredValue(_queries), cancellationToken),
                parsed.GetRequiredValue(_output),
                Plan(parsed.GetValue(_plan)),
                progress,
                cancellationToken), cancellationToken).ConfigureAwait(false);
            Write(terminal, report, parsed.GetValue(_json));
        });
        return command;
    }

    private CollectorOptions Options(ParseResult parsed) => new()
    {
        Dataset = parsed.GetValue(_dataset)!,
        Split = parsed.GetValue(_split)!,
        Rewrites = parsed.GetValue(_rewrites),
        Decodes = parsed.GetValue(_decodes),
        OriginalDecodes = parsed.GetValue(_original),
        Temperature = parsed.GetValue(_temperature),
        TopP = parsed.GetValue(_topP),
        MaxTokens = parsed.GetValue(_maxTokens),
        Parallel = parsed.GetValue(_parallel),
        MaxObservations = parsed.GetValue(_maxObservations),
        MaxCostUsd = parsed.GetValue(_maxUsd),
    };

    private static IReadOnlyList<CollectionModel> Models(string? file) => file is null
        ? CollectionModel.Simulated
        : [.. Parse<Dictionary<string, ModelSettings>>(file).Select(model => new CollectionModel(model.Key, model.Value))];

    private static (string Query, string Model, int Add)[]? Plan(string? file) => file is null
        ? null
        : [.. Parse<CollectionPlan>(file).Pairs.Select(pair => (pair.Query, pair.Model, pair.Add))];

    private static CollectionModel Find(IReadOnlyList<CollectionModel> models, string id) => models.FirstOrDefault(model => model.Id == id)
        ?? throw new UsageException($"No model '{id}'; there are: {string.Join(", ", models.Select(model => model.Id))}.");

    private static T Parse<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Json) ?? throw new InvalidOperationException($"{file}: is null.");
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException($"{file} line {(e.LineNumber ?? 0) + 1}: {e.Message}", e);
        }
    }

    private static void Write(Terminal terminal, CollectionReport report, bool asJson)
    {
        if (asJson)
        {
            terminal.WriteJson(report);
            return;
        }

        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Path}: {report.Present} observations were there, {report.Added} added, {report.Missing} missing; {Tables.Usd(report.CostUsd)} USD, mean score {Tables.Score(report.MeanScore)}"));
        terminal.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rewrites: {report.RewritesRefused} refused, {report.RewritesFlagged} to look at (rewrites.jsonl)"));
        foreach (string failure in report.Failures)
        {
            terminal.WriteError(failure);
        }
    }
}
