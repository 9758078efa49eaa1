using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;

namespace OrleansRouter.TestKit.Processes;

/// <summary>What tests ask of a gateway over HTTP.</summary>
public static class GatewayCalls
{
    /// <summary>Sends what must succeed.</summary>
    public static async Task SendAsync(HttpClient client, HttpMethod method, string path, HttpContent? body = null)
    {
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(method, path) { Content = body });
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>Chats with the routed model.</summary>
    /// <returns>The decision, and the policy that made it.</returns>
    public static async Task<(string Decision, string Policy)> ChatAsync(HttpClient tenant, string text)
    {
        using HttpResponseMessage response = await tenant.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = text } } });
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (response.Headers.GetValues("x-router-decision-id").Single(), response.Headers.GetValues("x-router-policy").Single());
    }

    /// <summary>Rates the answer of a decision.</summary>
    public static async Task RateAsync(HttpClient tenant, string decision, double score, string key)
    {
        using var body = JsonContent.Create(new { decision_id = decision, score, idempotency_key = key });
        await SendAsync(tenant, HttpMethod.Post, "/v1/feedback", body);
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> WithinAsync(TimeSpan limit, string what, Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            waited.Elapsed.ShouldBeLessThan(limit, what);
            await Task.Delay(10);
        }

        return waited.Elapsed;
    }
}
