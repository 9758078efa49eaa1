using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Routing.Data.Simulation;

namespace OrleansRouter.SystemTests;

/// <summary>A tenant that chats with a real gateway process and rates every answer, also across kills of the process.</summary>
internal sealed class LearningSession(string folder) : IAsyncDisposable
{
    private const int Workers = 8;
    private readonly ConcurrentQueue<(string Decision, int Score, string Key)> _unacknowledged = [];
    private readonly ConcurrentQueue<string> _models = [];
    private readonly ConcurrentQueue<string> _decisions = [];
    private RouterProcess _process = null!;
    private HttpClient _tenant = null!;
    private HttpClient _operator = null!;
    private (string Tenant, string Operator) _keys;
    private int _next;
    private int _acknowledged;

    /// <summary>The simulated models' mean quality, worst first.</summary>
    public static IReadOnlyList<(string Id, double Quality)> Ranked { get; } =
    [
        .. SimulatedWorld.Create(new ScoreSimulationOptions { Queries = 1, Seed = 1 }).Models
            .Select(m => (m.Name, (m.EasyQuality.Average() + m.HardQuality.Average()) / 2)).OrderBy(m => m.Item2),
    ];

    /// <summary>Distinct feedbacks that the gateway acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>The models that answered, in order.</summary>
    public IReadOnlyList<string> Models => [.. _models];

    /// <summary>The decisions, in order.</summary>
    public IReadOnlyList<string> Decisions => [.. _decisions];

    public async Task StartAsync()
    {
        string config = Path.Combine(folder, "gateway.json");
        await File.WriteAllTextAsync(
            config, """{"learningInterval":"00:00:00.100","snapshotPollInterval":"00:00:00.100","simulatedQueries":400}""");
        _process = await RouterProcess.StartAsync(folder, "--config", config);
        _keys = _process.Keys.Count > 0 ? (_process.Keys["tenant key"], _process.Keys["operator key"]) : _keys;
        (_tenant, _operator) = (_process.CreateClient(_keys.Tenant), _process.CreateClient(_keys.Operator));
    }

    /// <summary>Chats and rates until so many more feedbacks are acknowledged, or the process is gone.</summary>
    public Task ServeAsync(int feedbacks)
    {
        int goal = _acknowledged + feedbacks;
        return Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (Volatile.Read(ref _acknowledged) < goal)
                {
                    await RateAsync(await ChatAsync());
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // Only a kill ends a connection; what it left unacknowledged is sent again.
            }
        })));
    }

    /// <summary>Kills the process while requests are in flight, starts it again, and sends again what was not acknowledged.</summary>
    public async Task KillInFlightAsync()
    {
        int before = _acknowledged;
        Task serving = ServeAsync(int.MaxValue / 2);
        while (_acknowledged < before + 20)
        {
            serving.IsCompleted.ShouldBeFalse("the process ended before the kill");
            await Task.Delay(5);
        }

        await _process.KillAsync();
        await serving;
        await StartAsync();
        while (_unacknowledged.TryDequeue(out (string Decision, int Score, string Key) feedback))
        {
            await RateAsync(feedback);
        }
    }

    /// <summary>From now on the worst model is the best, and so on.</summary>
    public async Task TurnOverAsync()
    {
        foreach ((string id, _) in Ranked)
        {
            JsonObject settings = (await _operator.GetFromJsonAsync<JsonObject>($"/admin/v1/models/{id}"))!["settings"]!.AsObject();
            settings["upstream_model"] = $"turnover@{DateTimeOffset.UtcNow:O}";
            await SendAsync(HttpMethod.Put, $"/admin/v1/models/{id}", settings);
        }
    }

    public Task SendAsync(HttpMethod method, string path, object body) => RequireOkAsync(
        _operator.SendAsync(new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) }));

    public Task<JsonElement> StatusAsync() => _operator.GetFromJsonAsync<JsonElement>("/admin/v1/tenants/default/learning");

    public Task<JsonElement> ReceiptAsync(string decision) => _tenant.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decision}?verify=true");

    public Task<string> MetricsAsync() => _operator.GetStringAsync("/metrics");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _tenant.Dispose();
        _operator.Dispose();
    }

    private async Task<(string Decision, int Score, string Key)> ChatAsync()
    {
        int i = Interlocked.Increment(ref _next);
        using HttpResponseMessage response = await _tenant.PostAsJsonAsync(
            "/v1/chat/completions",
            new { model = "auto", messages = new[] { new { role = "user", content = $"Explain step {i} of the proof, please." } } });
        string answer = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, answer);
        string decision = response.Headers.GetValues("x-router-decision-id").Single();
        _models.Enqueue(response.Headers.GetValues("x-router-model").Single());
        _decisions.Enqueue(decision);
        return (decision, answer.Contains("a good answer", StringComparison.Ordinal) ? 1 : 0, $"rating-{i}");
    }

    private async Task RateAsync((string Decision, int Score, string Key) feedback)
    {
        try
        {
            await RequireOkAsync(_tenant.PostAsJsonAsync(
                "/v1/feedback", new { decision_id = feedback.Decision, score = feedback.Score, idempotency_key = feedback.Key }));
            Interlocked.Increment(ref _acknowledged);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            _unacknowledged.Enqueue(feedback);
            throw;
        }
    }

    private static async Task RequireOkAsync(Task<HttpResponseMessage> sending)
    {
        using HttpResponseMessage response = await sending;
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }
}
