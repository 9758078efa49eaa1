using System.Text.Json;
using OrleansRouter.Routing.Dars.Collecting;

namespace OrleansRouter.Gateway.Collecting;

/// <summary>The rewrites of queries: asked for once, checked, and kept in <c>rewrites.jsonl</c>, the refused ones with the reason.</summary>
internal sealed class RewriteStore : IDisposable
{
    private readonly Dictionary<string, List<string>> _accepted = new(StringComparer.Ordinal);
    private readonly RowLog _log;

    /// <summary>Opens the rewrites in a folder.</summary>
    public RewriteStore(string folder) => _log = RowLog.Open(Path.Combine(folder, "rewrites.jsonl"), row =>
    {
        if (row.GetProperty("refused").ValueKind == JsonValueKind.Null)
        {
            AcceptedOf(row.GetProperty("query_id").GetString()!).Add(row.GetProperty("text").GetString()!);
        }
    });

    /// <summary>Rewrites that were refused in this run.</summary>
    public int Refused { get; private set; }

    /// <summary>Rewrites that were accepted in this run but should be looked at.</summary>
    public int Flagged { get; private set; }

    /// <summary>What rewriting cost in this run.</summary>
    public double CostUsd { get; private set; }

    /// <summary>The first <paramref name="count"/> rewrites of a query; asks for those that are missing.</summary>
    /// <exception cref="InvalidOperationException">The model did not give enough rewrites that pass the checks.</exception>
    public async Task<IReadOnlyList<string>> OfAsync(
        CollectionQuery query, int count, int attempts, Func<string, Task<ModelAnswer>> ask)
    {
        List<string> accepted = AcceptedOf(query.Id);
        for (int attempt = 0; accepted.Count < count && attempt < attempts; attempt++)
        {
            ModelAnswer answer = await ask(CollectionPrompts.Reword(query, count - accepted.Count, accepted)).ConfigureAwait(false);
            CostUsd += answer.CostUsd;
            foreach (string rewrite in (CollectionPrompts.ReadRewrites(answer.Text) ?? []).Take(count - accepted.Count))
            {
                Judge(query, rewrite, accepted);
            }
        }

        return accepted.Count >= count ? [.. accepted.Take(count)] : throw new InvalidOperationException(
            $"Query '{query.Id}': the rewriting model gave {accepted.Count} of {count} rewrites that keep numbers and choices, in {attempts} attempts; see rewrites.jsonl.");
    }

    public void Dispose() => _log.Dispose();

    private void Judge(CollectionQuery query, string rewrite, List<string> accepted)
    {
        RewriteVerdict verdict = RewriteCheck.Of(query.Question, rewrite, accepted);
        _log.Append(new { query_id = query.Id, text = rewrite, refused = verdict.Refusal, similarity = verdict.Similarity, flagged = verdict.IsFlagged });
        if (verdict.Refusal is null)
        {
            accepted.Add(rewrite);
            Flagged += verdict.IsFlagged ? 1 : 0;
        }
        else
        {
            Refused++;
        }
    }

    private List<string> AcceptedOf(string query)
    {
        if (!_accepted.TryGetValue(query, out List<string>? accepted))
        {
            _accepted.Add(query, accepted = []);
        }

        return accepted;
    }
}
