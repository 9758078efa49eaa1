using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Training.Jobs;
using OrleansRouter.Storage.Relational;
using OrleansRouter.TestKit.Processes;
using Xunit.Abstractions;

namespace OrleansRouter.Silo.Tests.Cluster;

/// <summary>A cluster of real processes keeps serving, learning and training when a silo is killed.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [SkippableFact]
    public async Task SiloIsKilledDuringTrafficAndLearning_RequestsGoOn_AndNothingIsLost()
    {
        await using ClusterOnPostgres cluster = await ClusterOnPostgres.StartAsync(silos: 2);
        using HttpClient admin = cluster.Gateway.CreateClient(cluster.Keys["operator key"]);
        using HttpClient tenant = cluster.Gateway.CreateClient(cluster.Keys["tenant key"]);
        await GatewayCalls.SendAsync(admin, HttpMethod.Patch, "/admin/v1/learning", JsonContent.Create(new { enabled = true, feedback_per_version = 20 }));
        foreach (int i in Enumerable.Range(0, 20))
        {
            await GatewayCalls.SendAsync(admin, HttpMethod.Post, "/admin/v1/tenants", JsonContent.Create(new { id = $"t{i}", display_name = $"name {i}" }));
        }

        await RateAsync(tenant, 0, 60);
        await cluster.Silos[1].KillAsync();
        var clock = Stopwatch.StartNew();
        await RateAsync(tenant, 60, 60);
        output.WriteLine($"60 requests and their feedback right after the kill took {clock.ElapsedMilliseconds} ms");

        // Every grain answers again, whichever silo it lived on, with what it knew.
        foreach (int i in Enumerable.Range(0, 20))
        {
            await GatewayCalls.WithinAsync(Patience, $"tenant {i} does not answer", async () => await NameAsync(admin, i) == $"name {i}");
        }

        output.WriteLine($"all 20 tenants' grains answered {clock.ElapsedMilliseconds} ms after the kill");
        await GatewayCalls.WithinAsync(Patience, "not all feedback is learned", async () =>
            (await admin.GetFromJsonAsync<JsonElement>("/admin/v1/learning")).GetProperty("feedback_learned").GetInt64() == 120);
        output.WriteLine($"all 120 feedbacks were learned {clock.ElapsedMilliseconds} ms after the kill");

        await cluster.AddSiloAsync();
        await GatewayCalls.SendAsync(admin, HttpMethod.Patch, "/admin/v1/tenants/t3", JsonContent.Create(new { display_name = "changed" }));
        (await NameAsync(admin, 3)).ShouldBe("changed");
    }

    [SkippableFact]
    public async Task SiloIsKilledDuringTraining_PoliciesAreByteForByteThoseOfOneProcess()
    {
        await using ClusterOnPostgres cluster = await ClusterOnPostgres.StartAsync(silos: 2);
        using HttpClient admin = cluster.Gateway.CreateClient(cluster.Keys["operator key"]);
        using var session = new JobSession();
        await session.AskAsync(admin);
        bool isOpen = await session.ReachAsync(admin, tasks: 5);
        isOpen.ShouldBeTrue("the jobs ended before the kill");
        await cluster.Silos[1].KillAsync();
        await session.RequireSameResultsAsync(admin);
    }

    [SkippableFact]
    public async Task EveryProcessIsKilledDuringTraining_SilosAloneComeBack_AndPoliciesAreThoseOfOneProcess()
    {
        await using ClusterOnPostgres cluster = await ClusterOnPostgres.StartAsync(silos: 2, settings => settings["orleans"]!["jobReminderPeriod"] = "00:00:01");
        using HttpClient admin = cluster.Gateway.CreateClient(cluster.Keys["operator key"]);
        using var session = new JobSession();
        await session.AskAsync(admin);
        bool isOpen = await session.ReachAsync(admin, tasks: 5);
        isOpen.ShouldBeTrue("the jobs ended before the kill");
        await Task.WhenAll(cluster.Silos.Append(cluster.Gateway).Select(process => process.KillAsync()));

        await Task.WhenAll(cluster.RestartSiloAsync(0), cluster.RestartSiloAsync(1));
        var clock = Stopwatch.StartNew();
        await using RelationalStore store = await cluster.OpenStoreAsync();
        await GatewayCalls.WithinAsync(Patience, "jobs do not end without a gateway", async () => (await JobsAsync(store)).All(job => !job.IsOpen));
        output.WriteLine($"four jobs ended {clock.ElapsedMilliseconds} ms after both silos were back");

        await cluster.ReplaceGatewayAsync();
        using HttpClient again = cluster.Gateway.CreateClient(cluster.Keys["operator key"]);
        await session.RequireSameResultsAsync(again);
    }

    [SkippableFact]
    public async Task SiloIsAskedToStopDuringTrafficAndTraining_NoChatFails_AndItsTasksAreTakenAtOnce()
    {
        // A claim's term is so long that nobody could wait for it: what the silo leaves is free because it says so.
        await using ClusterOnPostgres cluster = await ClusterOnPostgres.StartAsync(silos: 2, settings => settings["leaseTerm"] = "00:30:00");
        using HttpClient admin = cluster.Gateway.CreateClient(cluster.Keys["operator key"]);
        using HttpClient tenant = cluster.Gateway.CreateClient(cluster.Keys["tenant key"]);
        foreach (int i in Enumerable.Range(0, 20))
        {
            await GatewayCalls.SendAsync(admin, HttpMethod.Post, "/admin/v1/tenants", JsonContent.Create(new { id = $"t{i}", display_name = $"name {i}" }));
        }

        using var session = new JobSession();
        await session.AskAsync(admin);
        (await session.ReachAsync(admin, tasks: 5)).ShouldBeTrue("the jobs ended before the signal");
        using var leaving = new HttpClient { BaseAddress = cluster.Silos[1].Address };
        (await leaving.GetAsync("/readyz")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);

        using var ended = new CancellationTokenSource();
        Task<int> traffic = TrafficAsync(admin, tenant, ended.Token);
        var clock = Stopwatch.StartNew();
        int code = await cluster.Silos[1].TerminateAsync();
        TimeSpan took = clock.Elapsed;
        await ended.CancelAsync();
        output.WriteLine($"the silo ended {took.TotalMilliseconds:0} ms after the signal; {await traffic} requests meanwhile");

        code.ShouldBe(0, await cluster.Silos[1].Log);
        took.ShouldBeLessThan(TimeSpan.FromSeconds(30), "the default of shutdownTimeout");
        await session.RequireSameResultsAsync(admin);
    }

    /// <summary>
    /// Chats, each of which has to succeed, and changes of tenants, whose grains live on all silos: those may be told that nobody knows whether the
    /// silo that leaves has taken them, and are asked for again.
    /// </summary>
    /// <returns>How many there were.</returns>
    private static async Task<int> TrafficAsync(HttpClient admin, HttpClient tenant, CancellationToken ended)
    {
        int requests = 0;
        // Some more than the shutdown saw: grains have to be found again.
        for (int left = 40; left > 0; left -= ended.IsCancellationRequested ? 1 : 0)
        {
            await GatewayCalls.ChatAsync(tenant, $"question {requests}");
            await GatewayCalls.WithinAsync(Patience, "a tenant cannot be changed", () => RenameAsync(admin, requests % 20, $"name {requests}"));
            requests += 2;
        }

        return requests;
    }

    /// <returns>False when the grain was unavailable; any other failure is one of the test.</returns>
    private static async Task<bool> RenameAsync(HttpClient admin, int i, string name)
    {
        using HttpResponseMessage response = await admin.PatchAsJsonAsync($"/admin/v1/tenants/t{i}", new { display_name = name });
        string text = await response.Content.ReadAsStringAsync();
        if (text.Contains("grain_unavailable", StringComparison.Ordinal))
        {
            return false;
        }

        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return true;
    }

    private static async Task<IReadOnlyList<JobState>> JobsAsync(RelationalStore store)
    {
        List<JobState> jobs = [];
        await foreach (StoredState stored in store.States.ListAsync("training-job", default))
        {
            jobs.Add(GrainJson.Read<JobState>(stored.Value.Span));
        }

        return jobs;
    }

    private static async Task RateAsync(HttpClient tenant, int first, int count)
    {
        foreach (int i in Enumerable.Range(first, count))
        {
            (string decision, _) = await GatewayCalls.ChatAsync(tenant, $"question {i}");
            await GatewayCalls.RateAsync(tenant, decision, score: i % 2, key: $"f{i}");
        }
    }

    /// <summary>The name of a tenant; null as long as its grain does not answer.</summary>
    private static async Task<string?> NameAsync(HttpClient admin, int i)
    {
        using HttpResponseMessage response = await admin.GetAsync($"/admin/v1/tenants/t{i}");
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("display_name").GetString() : null;
    }
}
