using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRouter.Gateway.Tests.Harness;
using OrleansRouter.Grains.Decisions;
using OrleansRouter.Grains.Feedback;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Models;
using OrleansRouter.Grains.Policies;
using OrleansRouter.TestKit.Gateway;

namespace OrleansRouter.Gateway.Tests.Isolation;

/// <summary>A tenant with something of everything: settings, a policy and a model of its own, keys, decisions, feedback.</summary>
internal sealed class Victim
{
    public const string Id = "victim";

    private Victim(TestGateway gateway, string adminKey, string useKey) => (Gateway, AdminKey, UseKey) = (gateway, adminKey, useKey);

    public TestGateway Gateway { get; }

    public string AdminKey { get; }

    public string UseKey { get; }

    /// <summary>What attacks may name of it.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    /// <summary>What nobody else may be told.</summary>
    public IEnumerable<string> Secrets =>
        [.. Names.Values, AdminKey, UseKey, AdminKey.Split('-')[1], UseKey.Split('-')[1], "VICTIM-NAME", "VICTIM-LABEL", "VICTIM-PROMPT", "VICTIM-COMMENT"];

    public static async Task<Victim> CreateAsync(TestGateway gateway, FakeUpstream upstream)
    {
        await gateway.AddModelAsync("common", upstream);
        await gateway.AddModelAsync("private-model", upstream);
        var policy = TestPolicies.BestFixed(("common", 0.5, 0.001), ("private-model", 0.9, 0.01));
        string version = PolicyOwners.VersionId(Id, 1, policy.ContentHash);
        await gateway.ServeAsync(TestPolicies.BestFixed(("common", 0.9, 0.001)), "three");
        await gateway.ImportAsync(policy, version);
        await SendAsync(gateway.Operator, HttpMethod.Post, "/admin/v1/tenants", new { id = Id, display_name = "VICTIM-NAME", store_prompts = true });
        await SendAsync(gateway.Operator, HttpMethod.Put, $"/admin/v1/tenants/{Id}/policy", new { policy_id = version });
        string admin = await CreateKeyAsync(gateway, "tenant_admin", Id, "VICTIM-LABEL"), use = await CreateKeyAsync(gateway, "tenant_use", Id, "VICTIM-LABEL");
        using HttpClient client = gateway.Client(use);
        using HttpResponseMessage answer = await client.ChatAsync(new
        {
            model = "auto",
            messages = new[] { new { role = "user", content = "VICTIM-PROMPT" } },
            router = new { session = "VICTIM-SESSION" },
        });
        answer.Header("model").ShouldBe("private-model", await answer.Content.ReadAsStringAsync());
        string decision = answer.Header("decision-id");
        await SendAsync(client, HttpMethod.Post, "/v1/feedback", new { decision_id = decision, score = 1, comment = "VICTIM-COMMENT" });
        return new Victim(gateway, admin, use)
        {
            Names = new Dictionary<string, string>
            {
                ["<tenant>"] = Id,
                ["<key>"] = admin.Split('-')[1],
                ["<policy>"] = version,
                ["<model>"] = "private-model",
                ["<decision>"] = decision,
                ["<session>"] = "VICTIM-SESSION",
            },
        };
    }

    public static async Task<string> CreateKeyAsync(TestGateway gateway, string scope, string? tenant, string label = "", DateTimeOffset? expiresAt = null)
    {
        JsonElement created = await SendAsync(gateway.Operator, HttpMethod.Post, "/admin/v1/keys", new { tenant_id = tenant, scope, label, expires_at = expiresAt });
        return created.GetProperty("key").GetString()!;
    }

    /// <summary>A text with names filled in.</summary>
    public string Fill(string text) => Names.Aggregate(text, (filled, name) => filled.Replace(name.Key, name.Value));

    /// <summary>
    /// Everything stored, a line each, but for what belongs to others: their states and records, and what was measured of models. Nothing of
    /// it may change, whatever others do.
    /// </summary>
    public async Task<string> ReadAllAsync(params string[] others)
    {
        var all = new StringBuilder();
        IStateStore states = Gateway.Services.GetRequiredService<IStateStore>();
        string models = GrainCatalog.Default.Get(typeof(IModelGrain)).StateKind!;
        foreach (string kind in GrainCatalog.Default.All.Select(g => g.StateKind).OfType<string>())
        {
            await foreach (StoredState state in states.ListAsync(kind, CancellationToken.None))
            {
                string value = kind == models ? GrainJson.Read<ModelState>(state.Value.Span).Settings!.ToString() : Encoding.UTF8.GetString(state.Value.Span);
                if (!others.Any(o => state.Key == o || value.Contains($"\"{o}\"")))
                {
                    all.AppendLine($"{kind} {state.Key}: {value}");
                }
            }
        }

        await foreach ((long _, LoggedDecision logged) in Gateway.Services.GetRequiredService<IDecisionLog>().ReadAsync(0, CancellationToken.None))
        {
            all.AppendLine(logged.Decision.TenantId == Id ? $"{logged.Decision} {logged.Outcome?.Status} {logged.Outcome?.CostUsd}" : "");
        }

        await foreach ((long _, FeedbackRecord feedback) in Gateway.Services.GetRequiredService<IFeedbackLog>().ReadAsync(Id, 0, CancellationToken.None))
        {
            all.AppendLine(feedback.ToString());
        }

        foreach (PolicyInfo policy in await Gateway.Services.GetRequiredService<IPolicyStore>().ListAsync(CancellationToken.None))
        {
            all.AppendLine(policy.ToString());
        }

        return string.Join('\n', all.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using HttpResponseMessage response = await client.SendAsync(request);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }
}
