using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansRouter.SystemTests;

/// <summary>A real process is killed with requests in flight; what it acknowledged is there after a restart.</summary>
public sealed class CrashTests
{
    private const int AcknowledgedBeforeTheKill = 200;
    private const int Workers = 8;

    [Fact]
    public async Task SigkillInFlight_EveryAcknowledgedFeedbackIsThereOnceAndEveryDecisionRecomputes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orleans-router-crash-");
        try
        {
            var acknowledged = new Acknowledged();
            string key = await SendUntilKilledAsync(folder.FullName, acknowledged);
            acknowledged.Feedback.Count.ShouldBeGreaterThanOrEqualTo(AcknowledgedBeforeTheKill);

            await using RouterProcess restarted = await RouterProcess.StartAsync(folder.FullName);
            restarted.Keys.ShouldBeEmpty("a second start must not make new keys");
            using HttpClient client = restarted.CreateClient(key);
            foreach (string decisionId in acknowledged.Decisions)
            {
                JsonElement receipt = await client.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decisionId}?verify=true");
                receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue(receipt.ToString());
            }

            foreach ((string idempotencyKey, string decisionId) in acknowledged.Feedback)
            {
                JsonElement receipt = await client.GetFromJsonAsync<JsonElement>($"/routing/v1/decisions/{decisionId}");
                receipt.GetProperty("feedback").EnumerateArray()
                    .Count(label => label.GetProperty("idempotency_key").GetString() == idempotencyKey).ShouldBe(1);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> SendUntilKilledAsync(string folder, Acknowledged acknowledged)
    {
        await using RouterProcess router = await RouterProcess.StartAsync(folder);
        string key = router.Keys["tenant key"];
        using HttpClient client = router.CreateClient(key);
        using var killed = new CancellationTokenSource();
        Task[] workers = [.. Enumerable.Range(0, Workers).Select(worker => SendAsync(client, worker, acknowledged, killed.Token))];
        while (acknowledged.Feedback.Count < AcknowledgedBeforeTheKill)
        {
            workers.ShouldNotContain(worker => worker.IsCompleted, "a worker ended before the kill");
            await Task.Delay(5);
        }

        await killed.CancelAsync();
        await router.KillAsync();
        await Task.WhenAll(workers);
        return key;
    }

    /// <summary>Chats and rates the answers until the process is gone; alternates chat and decide, plain and streaming.</summary>
    private static async Task SendAsync(HttpClient client, int worker, Acknowledged acknowledged, CancellationToken killed)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                string decisionId = await RequestDecisionAsync(client, worker, i);
                acknowledged.Decisions.Add(decisionId);
                string idempotencyKey = $"worker-{worker}-{i}";
                using HttpResponseMessage response = await client.PostAsJsonAsync(
                    "/v1/feedback", new { decision_id = decisionId, score = (i % 11) / 10.0, idempotency_key = idempotencyKey }, CancellationToken.None);
                response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(CancellationToken.None));
                acknowledged.Feedback[idempotencyKey] = decisionId;
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // The connection may break a moment before the token is seen; the kill is the only reason for it.
                await Task.Delay(TimeSpan.FromSeconds(5), killed).ContinueWith(_ => { }, CancellationToken.None);
                killed.IsCancellationRequested.ShouldBeTrue(e.ToString());
                return;
            }
        }
    }

    private static async Task<string> RequestDecisionAsync(HttpClient client, int worker, int i)
    {
        object body = new
        {
            model = "auto",
            stream = i % 2 == 0,
            messages = new[] { new { role = "user", content = $"Explain step {i} of proof {worker}, please." } },
        };
        using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/chat/completions", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        string answer = await response.Content.ReadAsStringAsync();
        if (i % 2 == 0)
        {
            // Only a stream that came to its end is acknowledged.
            answer.ShouldContain("[DONE]");
        }

        return response.Headers.GetValues("x-router-decision-id").Single();
    }

    private sealed class Acknowledged
    {
        public ConcurrentBag<string> Decisions { get; } = [];

        public ConcurrentDictionary<string, string> Feedback { get; } = [];
    }
}
