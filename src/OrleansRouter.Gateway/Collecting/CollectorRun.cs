using System.Collections.Concurrent;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Routing.Dars.Collecting;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>One run of a collector: its counts and the work on each wanted answer.</summary>
internal sealed class CollectorRun(
    IReadOnlyList<CollectionQuery> queries, IReadOnlyList<CollectionModel> models, CollectionModel? rewriter, CollectorOptions options,
    ModelClient client, RowLog log, RewriteStore rewrites)
{
    private readonly Dictionary<string, CollectionQuery> _queries = queries.ToDictionary(query => query.Id, StringComparer.Ordinal);
    private readonly Dictionary<string, CollectionModel> _models = models.ToDictionary(model => model.Id, StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly int _most = options.MaxObservations ?? int.MaxValue;
    private int _begun;

    public int Added { get; private set; }

    public double CostUsd { get; private set; }

    public double ScoreSum { get; private set; }

    public ConcurrentQueue<string> Failures { get; } = [];

    public async Task CollectAsync(ObservationSlot[] wanted, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, ObservationSlot> query in wanted.GroupBy(slot => slot.Query))
        {
            IReadOnlyList<string>? wordings = await WordingsAsync(_queries[query.Key], query, cancellationToken).ConfigureAwait(false);
            if (wordings is not null)
            {
                await Parallel.ForEachAsync(
                    query,
                    new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellationToken },
                    async (slot, token) => await ObserveAsync(slot, wordings, token).ConfigureAwait(false)).ConfigureAwait(false);
            }

            progress?.Report((double)Added / wanted.Length);
        }
    }

    /// <summary>The rewrites that the wanted answers of a query need; null when they cannot be had or nothing more may be spent.</summary>
    private async Task<IReadOnlyList<string>?> WordingsAsync(CollectionQuery query, IEnumerable<ObservationSlot> slots, CancellationToken cancellationToken)
    {
        int count = slots.Max(slot => slot.Rewrite) + 1;
        if (count == 0)
        {
            return [];
        }

        if (IsSpent || Volatile.Read(ref _begun) >= _most)
        {
            return null;
        }

        try
        {
            return await rewrites.OfAsync(query, count, options.RewriteAttempts, prompt => client.AskAsync(rewriter!, prompt, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ProviderException or InvalidOperationException)
        {
            Failures.Enqueue(e.Message);
            return null;
        }
    }

    private async Task ObserveAsync(ObservationSlot slot, IReadOnlyList<string> wordings, CancellationToken cancellationToken)
    {
        if (IsSpent || Interlocked.Increment(ref _begun) > _most)
        {
            return;
        }

        CollectionQuery query = _queries[slot.Query];
        CollectionModel model = _models[slot.Model];
        string question = slot.Rewrite < 0 ? query.Question : wordings[slot.Rewrite];
        try
        {
            ModelAnswer answer = await client.AskAsync(model, CollectionPrompts.Ask(query, question), cancellationToken).ConfigureAwait(false);
            double score = AnswerText.Score(query, answer.Text);
            log.Append(Row(slot, query, model, question, answer, score));
            lock (_lock)
            {
                Added++;
                CostUsd += answer.CostUsd;
                ScoreSum += score;
            }
        }
        catch (ProviderException e)
        {
            Failures.Enqueue(e.Message);
        }
    }

    private bool IsSpent
    {
        get
        {
            lock (_lock)
            {
                return CostUsd + rewrites.CostUsd >= (options.MaxCostUsd ?? double.PositiveInfinity);
            }
        }
    }

    /// <summary>A row of the authors' release layout; <c>output_chars</c>, <c>cost_estimated</c> and <c>simulated</c> are ours.</summary>
    private Dictionary<string, object> Row(
        ObservationSlot slot, CollectionQuery query, CollectionModel model, string question, ModelAnswer answer, double score)
    {
        var row = new Dictionary<string, object>
        {
            ["dataset"] = options.DatasetOf(query),
            ["split"] = options.Split,
            ["query_id"] = query.Id,
            ["model"] = model.Id,
            ["score"] = score,
            ["cost"] = answer.CostUsd,
            ["output_chars"] = answer.Text.Length,
            ["prompt_variant_id"] = slot.Rewrite,
            ["decode_id"] = slot.Decode,
            ["observation_type"] = slot.Rewrite < 0 ? "decoding_variation" : "prompt_variation",
            ["original_question"] = CollectionPrompts.WithChoices(query, query.Question),
            ["question"] = question,
        };
        AddIf(query.Context.Length > 0, "context", query.Context);
        AddIf(answer.IsCostEstimated, "cost_estimated", true);
        AddIf(model.IsSimulated, "simulated", true);
        return row;

        void AddIf(bool wanted, string field, object value)
        {
            if (wanted)
            {
                row.Add(field, value);
            }
        }
    }
}
