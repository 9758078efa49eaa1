using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit.Abstractions;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>A cluster of real processes keeps serving and learning when a silo is killed.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [SkippableFact]
    public async Task SiloIsKilledDuringTrafficAndLearning_RequestsGoOn_AndNothingIsLost()
    {
        await using ClusterOnPostgres cluster = await ClusterOnPostgres.StartAsync(silos: 2, fastFailOver: true);
        using HttpClient admin = cluster.Gateway.CreateClient(cluster.Gateway.Keys["operator key"]);
        using HttpClient tenant = cluster.Gateway.CreateClient(cluster.Gateway.Keys["tenant key"]);
        await OkAsync(admin.PatchAsJsonAsync("/admin/v1/learning", new { enabled = true, feedback_per_version = 20 }));
        foreach (int i in Enumerable.Range(0, 20))
        {
            await OkAsync(admin.PostAsJsonAsync("/admin/v1/tenants", new { id = $"t{i}", display_name = $"name {i}" }));
        }

        int rated = await RateAsync(tenant, 60);
        await cluster.Silos[1].KillAsync();
        var clock = Stopwatch.StartNew();
        rated += await RateAsync(tenant, 60);
        output.WriteLine($"60 requests and their feedback right after the kill took {clock.ElapsedMilliseconds} ms");

        // Every grain answers again, whichever silo it lived on, with what it knew.
        foreach (int i in Enumerable.Range(0, 20))
        {
            JsonElement seen = await UntilAsync(() => admin.GetAsync($"/admin/v1/tenants/t{i}"), _ => true);
            seen.GetProperty("display_name").GetString().ShouldBe($"name {i}");
        }

        output.WriteLine($"all 20 tenants' grains answered {clock.ElapsedMilliseconds} ms after the kill");
        JsonElement learned = await UntilAsync(() => admin.GetAsync("/admin/v1/learning"), l => Learned(l) == rated);
        Learned(learned).ShouldBe(rated);
        output.WriteLine($"all {rated} feedbacks were learned {clock.ElapsedMilliseconds} ms after the kill");

        await cluster.AddSiloAsync();
        await OkAsync(admin.PatchAsJsonAsync("/admin/v1/tenants/t3", new { display_name = "changed" }));
        (await OkAsync(admin.GetAsync("/admin/v1/tenants/t3"))).GetProperty("display_name").GetString().ShouldBe("changed");
    }

    private static long Learned(JsonElement status) => status.GetProperty("feedback_learned").GetInt64();

    private static async Task<int> RateAsync(HttpClient tenant, int requests)
    {
        foreach (int i in Enumerable.Range(0, requests))
        {
            using HttpResponseMessage answer = await tenant.PostAsJsonAsync(
                "/v1/chat/completions", new { model = "auto", messages = new[] { new { role = "user", content = $"question {i}" } } });
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            string decision = answer.Headers.GetValues("x-router-decision-id").Single();
            await OkAsync(tenant.PostAsJsonAsync("/v1/feedback", new { decision_id = decision, score = i % 2 }));
        }

        return requests;
    }

    private static async Task<JsonElement> OkAsync(Task<HttpResponseMessage> call)
    {
        using HttpResponseMessage response = await call;
        string text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonElement.Parse(text);
    }

    private static async Task<JsonElement> UntilAsync(Func<Task<HttpResponseMessage>> ask, Func<JsonElement, bool> isDone)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            using HttpResponseMessage response = await ask();
            string text = await response.Content.ReadAsStringAsync();
            if (response.IsSuccessStatusCode && JsonElement.Parse(text) is var json && isDone(json))
            {
                return json;
            }

            clock.Elapsed.ShouldBeLessThan(Soon, text);
            await Task.Delay(100);
        }
    }
}
