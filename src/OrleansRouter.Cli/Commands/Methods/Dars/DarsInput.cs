using System.CommandLine;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Dars;
using OrleansRouter.Routing.Dars.Supervision;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Jobs;

namespace OrleansRouter.Cli.Commands.Methods.Dars;

/// <summary>The options that say which repeated observations are used and what they cost.</summary>
internal sealed class DarsInput
{
    private readonly Option<string[]> _data = new("--data")
    {
        Description = "Repeated observations: their folder, or the queries and observations files, or the authors' release (*_scored_generations.jsonl).",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _tasks = Names("--tasks", "Tasks to keep. Default: all.");
    private readonly Option<string[]> _temperatures = Names("--temperatures", "Decoding settings to keep. Default: all.");
    private readonly Option<string[]> _models = Names("--models", "The pool. Default: every model that can be used; the report says why others are left out.");
    private readonly Option<string?> _original = new("--original-rewrite") { Description = "The rewrite that is the query as it stands. Default: 'original', else the first." };
    private readonly Option<string[]> _prices = Names("--prices", "Price list files; data without costs are then estimated from characters and list prices.");
    private readonly Option<string?> _priceDataset = new("--price-dataset") { Description = "The data set under which the price list's aliases know the models. Default: the one that the folder's name begins with." };
    private readonly Option<string[]> _unpriced = Names(
        "--unpriced", $"Models whose names hold one of these are not priced by characters. Default: {string.Join(", ", DarsDataOptions.HiddenReasoning)} (hidden reasoning).");

    private readonly Option<bool> _byTask = new("--normalise-by-task") { Description = "Normalise costs within each task (the authors' release: each data set) instead of over all data." };
    private readonly Option<double?> _lambda = new("--lambda") { Description = "λ, the cost weight. Default: 0.05 (the paper's); 0 where there are no costs." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _data, _tasks, _temperatures, _models, _original, _prices, _priceDataset, _unpriced, _byTask })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Adds λ to a command that weighs costs.</summary>
    public void AddCostWeightTo(Command command) => command.Options.Add(_lambda);

    /// <summary>Reads and prepares the observations.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="completeQueriesOnly">Whether only queries are kept on which every model was observed.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public DarsData Read(ParseResult parsed, bool completeQueriesOnly, CancellationToken cancellationToken)
    {
        string[] paths = parsed.GetRequiredValue(_data);
        PriceList? prices = Prices(parsed, cancellationToken);
        return DarsData.Prepare(ObservationTableReader.Read(paths, cancellationToken), new DarsDataOptions
        {
            Tasks = parsed.GetValue(_tasks)!,
            Temperatures = parsed.GetValue(_temperatures)!,
            Models = parsed.GetValue(_models)!,
            OriginalRewrite = parsed.GetValue(_original),
            CompleteQueriesOnly = completeQueriesOnly,
            Prices = prices,
            PriceDataset = parsed.GetValue(_priceDataset) ?? DatasetOf(paths[0], prices),
            Unpriced = Unpriced(parsed),
            NormaliseByTask = parsed.GetValue(_byTask),
        });
    }

    /// <summary>The same choices for a training job.</summary>
    public DarsJob ToJob(ParseResult parsed, SupervisionVariant variant, CancellationToken cancellationToken) => new()
    {
        Supervision = variant,
        Tasks = parsed.GetValue(_tasks)!,
        Temperatures = parsed.GetValue(_temperatures)!,
        Models = parsed.GetValue(_models)!,
        OriginalRewrite = parsed.GetValue(_original),
        PriceDataset = parsed.GetValue(_priceDataset) ?? DatasetOf(parsed.GetRequiredValue(_data)[0], Prices(parsed, cancellationToken)),
        Unpriced = Unpriced(parsed),
        NormaliseByTask = parsed.GetValue(_byTask),
    };

    /// <summary>The files that are read, with folders resolved.</summary>
    public IReadOnlyList<(string Path, JobFileRole Role)> Files(ParseResult parsed) =>
    [
        .. ObservationTableReader.FilesOf(parsed.GetRequiredValue(_data)).Select(path => (path, JobFileRole.Data)),
        .. PriceFiles(parsed.GetValue(_prices)!).Select(path => (path, JobFileRole.Prices)),
    ];

    /// <summary>λ: what was asked for, else the paper's default, else 0 where there are no costs.</summary>
    public double CostWeight(ParseResult parsed, DarsData data) =>
        parsed.GetValue(_lambda) ?? (data.CostSource == CostSource.None ? 0 : Preference.Default.CostWeight);

    private static Option<string[]> Names(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private IReadOnlyList<string> Unpriced(ParseResult parsed) => parsed.GetValue(_unpriced) is { Length: > 0 } parts ? parts : DarsDataOptions.HiddenReasoning;

    private PriceList? Prices(ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_prices) is { Length: > 0 } files ? PriceList.Read(PriceFiles(files), cancellationToken) : null;

    /// <summary>The files of folders, and files as they are.</summary>
    private static string[] PriceFiles(string[] paths) =>
        [.. paths.SelectMany(path => Directory.Exists(path) ? Directory.GetFiles(path, "*.csv*").Order(StringComparer.Ordinal) : (IEnumerable<string>)[path])];

    /// <summary>The data set of the aliases that the folder's name begins with, the longest; the name itself where there is none.</summary>
    private static string DatasetOf(string path, PriceList? prices)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string folder = Path.GetFileName(Directory.Exists(full) ? full : Path.GetDirectoryName(full)!);
        return prices?.Aliases.Keys.Select(alias => alias.Dataset).Where(dataset => folder.StartsWith(dataset, StringComparison.Ordinal)).MaxBy(dataset => dataset.Length) ?? folder;
    }
}
