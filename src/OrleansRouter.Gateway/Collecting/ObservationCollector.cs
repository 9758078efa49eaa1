using System.Text.Json;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Learning;
using OrleansRouter.Routing.Dars.Collecting;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>
/// Collects repeated observations through the gateway's providers: rewrites every query, asks every model several times per rewrite, scores the answers,
/// and appends each as one row in the authors' release layout. A run that is stopped is continued by running it again.
/// </summary>
/// <param name="models">The pool; the rewriting model may be one of them or <paramref name="rewriter"/>.</param>
/// <param name="rewriter">The rewriting model, when it is not asked for observations itself.</param>
/// <param name="options">Rewrites, decodes, sampling, limits.</param>
/// <param name="providers">Providers by name; null takes those of this build.</param>
/// <param name="time">The clock; null takes the system's.</param>
public sealed class ObservationCollector(
    IReadOnlyList<CollectionModel> models, CollectionModel? rewriter, CollectorOptions options,
    Func<string, IChatProvider?>? providers = null, TimeProvider? time = null)
{
    private const int ShownFailures = 10;
    private readonly Func<string, IChatProvider?> _providers = providers ?? ProviderRegistry.Find;

    /// <summary>Collects into <c>SPLIT_scored_generations.jsonl</c> of a folder, which is made when it does not exist.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="folder">Where the rows go; what is there already is not collected again.</param>
    /// <param name="plan">Pairs with the number of observations to add (<c>dars plan</c>), or null for the whole grid.</param>
    /// <param name="progress">Receives the finished share.</param>
    /// <param name="cancellationToken">Stops the run; rows that were written stay.</param>
    /// <exception cref="ArgumentException">Options, models or the plan are wrong.</exception>
    public async Task<CollectionReport> RunAsync(
        IReadOnlyList<CollectionQuery> queries, string folder, IReadOnlyList<(string Query, string Model, int Add)>? plan,
        IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Validate();
        (string Query, string Model, int Add)[]? pairs = plan is null ? null : [.. Resolve(queries, plan)];
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{options.Split}_scored_generations.jsonl");
        var done = new HashSet<ObservationSlot>();
        using RowLog log = RowLog.Open(path, row => done.Add(SlotOf(row)));
        using var rewrites = new RewriteStore(folder);
        ObservationSlot[] wanted = [.. pairs is null
            ? ObservationSlots.Grid(queries.Select(query => query.Id), [.. models.Select(model => model.Id)], options, done)
            : ObservationSlots.Planned(pairs, options, done)];
        var run = new CollectorRun(queries, models, rewriter, options, new ModelClient(_providers, options, time ?? TimeProvider.System), log, rewrites);
        await run.CollectAsync(wanted, progress, cancellationToken).ConfigureAwait(false);
        return new CollectionReport
        {
            Path = path,
            Present = done.Count,
            Added = run.Added,
            Missing = wanted.Length - run.Added,
            Failures = [.. run.Failures.Take(ShownFailures)],
            RewritesRefused = rewrites.Refused,
            RewritesFlagged = rewrites.Flagged,
            CostUsd = run.CostUsd + rewrites.CostUsd,
            MeanScore = run.Added > 0 ? run.ScoreSum / run.Added : null,
        };
    }

    private void Validate()
    {
        FitGuard.Validated(options);
        foreach (CollectionModel model in rewriter is null ? models : models.Append(rewriter))
        {
            _ = model.FindProvider(_providers);
        }

        if (options.Rewrites > 0 && rewriter is null)
        {
            throw new ArgumentException($"{options.Rewrites} rewrites are wanted but no rewriting model is named.");
        }
    }

    /// <summary>The plan with the ids of the queries file; what was read from collected rows calls a query by its data set, too.</summary>
    private IEnumerable<(string Query, string Model, int Add)> Resolve(
        IReadOnlyList<CollectionQuery> queries, IEnumerable<(string Query, string Model, int Add)> plan)
    {
        Dictionary<string, string> ids = new(StringComparer.Ordinal);
        foreach (CollectionQuery query in queries)
        {
            ids.TryAdd(query.Id, query.Id);
            ids.TryAdd($"{options.DatasetOf(query)}/{query.Id}", query.Id);
        }

        return plan.Select(pair => (
            ids.GetValueOrDefault(pair.Query) ?? throw new ArgumentException($"The plan names query '{pair.Query}', which is not among the queries."),
            models.Any(model => model.Id == pair.Model) ? pair.Model : throw new ArgumentException($"The plan names model '{pair.Model}', which is not in the pool."),
            pair.Add));
    }

    private static ObservationSlot SlotOf(JsonElement row) => new(
        row.GetProperty("query_id").GetString()!, row.GetProperty("model").GetString()!,
        row.GetProperty("prompt_variant_id").GetInt32(), row.GetProperty("decode_id").GetInt32());
}
