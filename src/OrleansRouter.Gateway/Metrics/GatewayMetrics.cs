using System.Diagnostics.Metrics;
using OrleansRouter.Grains.Policies;

namespace OrleansRouter.Gateway.Metrics;

/// <summary>What the gateway measures of itself.</summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "OrleansRouter.Gateway";

    private readonly Histogram<double> _requests;
    private readonly Histogram<double> _decisions;
    private readonly Histogram<double> _answers;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly UpDownCounter<double> _saved;
    private readonly Counter<long> _feedback;
    private readonly Counter<long> _scores;
    private readonly Counter<double> _scoreSum;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _learned;
    private readonly UpDownCounter<long> _versions;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _ejections;
    private readonly Counter<long> _sessions;

    public GatewayMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create(MeterName);
        _requests = meter.CreateHistogram<double>("orleans_router.request.duration", "s", "Time from request to last byte.");
        _decisions = meter.CreateHistogram<double>("orleans_router.decision.duration", "s", "Time to choose a model.");
        _answers = meter.CreateHistogram<double>("orleans_router.answer.duration", "s", "Time from request to complete answer, by model.");
        _attempts = meter.CreateCounter<long>("orleans_router.attempts", null, "Requests to upstreams.");
        _tokens = meter.CreateCounter<long>("orleans_router.tokens", null, "Tokens read and written by models.");
        _cost = meter.CreateCounter<double>("orleans_router.cost_usd", null, "Cost of answers in US dollars.");
        _saved = meter.CreateUpDownCounter<double>(
            "orleans_router.saved_usd", null, "What the policy's best fixed model would have cost more, in US dollars.");
        _feedback = meter.CreateCounter<long>("orleans_router.feedback", null, "Feedback by kind and result.");
        _scores = meter.CreateCounter<long>("orleans_router.scores", null, "Scores of answers.");
        _scoreSum = meter.CreateCounter<double>("orleans_router.score_sum", null, "Sum of the scores of answers.");
        _learned = meter.CreateCounter<long>("orleans_router.feedback_read", null, "Feedback read by policies that learn, by line and use.");
        _versions = meter.CreateUpDownCounter<long>("orleans_router.policy_version", null, "Versions that policies learned: the line of all tenants, and those of tenants together.");
        _retries = meter.CreateCounter<long>("orleans_router.retries", null, "Retries at the same model, made and refused by its budget.");
        _ejections = meter.CreateCounter<long>("orleans_router.ejections", null, "Models that became slow and were left alone, or came back.");
        _sessions = meter.CreateCounter<long>("orleans_router.session_requests", null, "Requests that name a session, by what served it.");
        _active = meter.CreateUpDownCounter<long>("orleans_router.active_requests", null, "Requests under way.");
    }

    public void RequestStarted() => _active.Add(1);

    public void RequestEnded(string route, int status, TimeSpan duration)
    {
        _active.Add(-1);
        _requests.Record(duration.TotalSeconds, new("route", route), new("status", status));
    }

    public void Decided(string policyId, TimeSpan duration)
    {
        string policy = policyId.StartsWith(PolicyOwners.VersionPrefix, StringComparison.Ordinal) ? "live" : policyId;
        _decisions.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("policy", policy));
    }

    public void Attempted(string modelId, string outcome) => _attempts.Add(1, new("model", modelId), new("outcome", outcome));

    public void Retried(string modelId, string result) => _retries.Add(1, new("model", modelId), new("result", result));

    public void Ejected(string modelId, string change) => _ejections.Add(1, new("model", modelId), new("change", change));

    /// <param name="result">"new", "kept" or "moved".</param>
    public void SessionServed(string result) => _sessions.Add(1, new KeyValuePair<string, object?>("result", result));

    public void Answered(string modelId, int inputTokens, int outputTokens, double costUsd, double? savedUsd, TimeSpan duration)
    {
        var model = new KeyValuePair<string, object?>("model", modelId);
        _tokens.Add(inputTokens, model, new("direction", "input"));
        _tokens.Add(outputTokens, model, new("direction", "output"));
        _cost.Add(costUsd, model);
        _answers.Record(duration.TotalSeconds, model);
        _saved.Add(savedUsd ?? 0, model);
    }

    /// <summary>Notes by how much a line went on. Metrics are open and name no tenant.</summary>
    public void Learned(bool isOfAllTenants, long learned, long skipped, long versions)
    {
        var name = new KeyValuePair<string, object?>("line", isOfAllTenants ? "all" : "tenants");
        _learned.Add(learned, name, new("use", "learned"));
        _learned.Add(skipped, name, new("use", "skipped"));
        _versions.Add(versions, name);
    }

    /// <summary>Notes a score of an answer; sum over count is the mean quality. Metrics are open and name no tenant.</summary>
    public void Scored(double score)
    {
        _scores.Add(1);
        _scoreSum.Add(score);
    }

    public void FeedbackReceived(string kind, string result) => _feedback.Add(1, new("kind", kind), new("result", result));
}
