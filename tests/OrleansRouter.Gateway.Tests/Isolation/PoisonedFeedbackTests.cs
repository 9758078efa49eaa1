using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Policies;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Isolation;

/// <summary>What one tenant's feedback does to the policies of others: nothing, unless the policies learn from all tenants.</summary>
public sealed class PoisonedFeedbackTests : IAsyncLifetime
{
    private const int Honest = 12, Poisoned = 60;
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private HttpClient _victim = null!, _poisoner = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(o => o with { LearningInterval = TimeSpan.FromMilliseconds(50) });
        await _gateway.AddModelAsync("gold", _upstream);
        await _gateway.AddModelAsync("silver", _upstream);
        await _gateway.ServeAsync(TestPolicies.BestFixed(("gold", 0.9, 0.01), ("silver", 0.8, 0.001)), "two");
        _victim = await TenantAsync("victim");
        _poisoner = await TenantAsync("poisoner");
    }

    public async Task DisposeAsync()
    {
        _victim.Dispose();
        _poisoner.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task WithoutSharing_TheVictimsPolicyStaysBitForBit_AndWithSharingItDoesNot()
    {
        await LearnAsync("/admin/v1/tenants/victim/learning");
        await LearnAsync("/admin/v1/tenants/poisoner/learning");
        await RateAsync(_victim, Honest, score: 0.9);
        await LearnedAsync("/admin/v1/tenants/victim/learning", Honest);
        string before = await StateOfVictimAsync();

        await RateAsync(_poisoner, Poisoned, score: 0);
        await LearnedAsync("/admin/v1/tenants/poisoner/learning", Poisoned);
        (await StateOfVictimAsync()).ShouldBe(before);

        await LearnAsync("/admin/v1/learning");
        await LearnedAsync("/admin/v1/learning", Honest + Poisoned);
        await RateAsync(_victim, 4, score: 0.9);
        await LearnedAsync("/admin/v1/tenants/victim/learning", Honest + 4);
        (await QualityAsync(_victim)).ShouldBeLessThan(0.9, "What all tenants said of the model now counts.");
    }

    private async Task<HttpClient> TenantAsync(string id)
    {
        (await _gateway.Operator.PostAsJsonAsync("/admin/v1/tenants", new { id })).EnsureSuccessStatusCode();
        return _gateway.Client(await Victim.CreateKeyAsync(_gateway, "tenant_use", id));
    }

    private async Task LearnAsync(string line) => (await _gateway.Operator.PatchAsJsonAsync(
        line, new { enabled = true, feedback_per_version = 1, warm_start_weight = 1.0, probe_share = 0.0 })).EnsureSuccessStatusCode();

    /// <summary>Waits until a line has learned so much and its newest version serves.</summary>
    private async Task LearnedAsync(string line, int feedbacks)
    {
        for (int i = 0; ; i++)
        {
            JsonElement status = await _gateway.Operator.GetFromJsonAsync<JsonElement>(line);
            if (status.GetProperty("feedback_learned").GetInt32() >= feedbacks && status.GetProperty("line").GetProperty("learned").GetInt32() >= feedbacks)
            {
                return;
            }

            i.ShouldBeLessThan(2_000, $"{line} did not learn {feedbacks} feedbacks: {status}");
            await Task.Delay(20);
        }
    }

    private static async Task RateAsync(HttpClient client, int times, double score)
    {
        for (int i = 0; i < times; i++)
        {
            using HttpResponseMessage answer = await client.ChatAsync(ChatCalls.Body("auto", $"question {i % 5}"));
            (await client.PostAsJsonAsync("/v1/feedback", new { decision_id = answer.Header("decision-id"), score })).EnsureSuccessStatusCode();
        }
    }

    /// <summary>The expected quality of the best model, after the newest version has come into use.</summary>
    private static async Task<double> QualityAsync(HttpClient client)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync("/routing/v1/decide", new { prompt = "question 1", record = false });
        JsonElement decision = await response.JsonAsync();
        return decision.GetProperty("candidates").EnumerateArray().Single(c => c.GetProperty("model").GetString() == "gold").GetProperty("expected_quality").GetDouble();
    }

    /// <summary>Everything that decides for the victim: its states of every kind, its policies' bytes, and a decision with all its numbers.</summary>
    private async Task<string> StateOfVictimAsync()
    {
        IStateStore states = _gateway.Services.GetRequiredService<IStateStore>();
        IPolicyStore policies = _gateway.Services.GetRequiredService<IPolicyStore>();
        List<string> all = [];
        foreach (string kind in GrainCatalog.Default.All.Select(g => g.StateKind).OfType<string>())
        {
            StoredState? state = await states.ReadAsync(kind, "victim", CancellationToken.None);
            all.Add($"{kind}: {(state is null ? "" : Convert.ToHexString(state.Value.Span))}");
        }

        foreach (PolicyInfo info in await policies.ListAsync(CancellationToken.None))
        {
            bool isOpen = PolicyOwners.IsOpenTo("victim", info.PolicyId);
            all.Add(isOpen ? $"{info} {Convert.ToHexString((await policies.FindAsync(info.PolicyId, CancellationToken.None))!.Value.File)}" : "");
        }

        using HttpResponseMessage response = await _victim.PostAsJsonAsync("/routing/v1/decide", new { prompt = "question 1", record = false });
        all.Add(await response.Content.ReadAsStringAsync());
        return string.Join('\n', all.Where(line => line.Length > 0));
    }
}
