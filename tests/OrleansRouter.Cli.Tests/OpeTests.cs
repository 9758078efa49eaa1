using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Hosting;

namespace OrleansRouter.Cli.Tests;

/// <summary>From a running gateway's log to an evaluated policy.</summary>
public sealed class OpeTests
{
    [Fact]
    public async Task ExportedLog_IsEvaluatedAsTheGatewaysOwnReport()
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayOptions { Store = folder["router.db"], Urls = "http://127.0.0.1:0", SimulatedQueries = 200 };
        await using GatewayApplication gateway = await GatewayHost.BuildAsync(options);
        await gateway.StartAsync();
        string[] access = ["--url", gateway.Addresses.Single(), "--key", gateway.Report.OperatorKey!];
        await RunAsync(["tenant", "update", "default", "--exploration-floor", "0.1", .. access]);
        await DecideAsync(gateway.Addresses.Single(), gateway.Report.TenantKey!, 25);
        string data = folder["scores.jsonl"], policy = folder["policy.orp"], log = folder["log.jsonl"];
        await RunAsync("data", "simulate", "--queries", "200", "--out", data);
        await RunAsync("train", "best-fixed", "--data", data, "--out", policy);
        await RunAsync(["policy", "import", policy, "--id", "mine", .. access]);

        JsonNode.Parse(await RunAsync(["decisions", "export", "--tenant", "default", "--out", log, .. access]))!["bytes"]!.GetValue<long>().ShouldBe(new FileInfo(log).Length);
        JsonElement evaluated = JsonElement.Parse(await RunAsync("ope", "--policy", policy, "--log", log, "--json"));
        JsonNode reported = JsonNode.Parse(await RunAsync(["policy", "report", "mine", "--tenant", "default", .. access]))!;
        string table = await RunAsync("ope", "--policy", policy, "--log", log, "--clip", "5", "--confidence", "0.9");

        evaluated.GetProperty("decisions").GetInt32().ShouldBe(25);
        reported["decisions"]!.GetValue<int>().ShouldBe(25);
        reported["skipped"]!.AsArray().Count.ShouldBe(evaluated.GetProperty("skipped").GetArrayLength());
        table.ShouldContain("25 logged decisions");
    }

    [Fact]
    public async Task RolloutVerbs_LetAPolicyInByHandAndOutAgain_AndTheAuditLogHasIt()
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayOptions { Store = folder["router.db"], Urls = "http://127.0.0.1:0", SimulatedQueries = 200 };
        await using GatewayApplication gateway = await GatewayHost.BuildAsync(options);
        await gateway.StartAsync();
        string[] access = ["--tenant", "default", "--url", gateway.Addresses.Single(), "--key", gateway.Report.OperatorKey!];
        string data = folder["scores.jsonl"], policy = folder["policy.orp"];
        await RunAsync("data", "simulate", "--queries", "200", "--out", data);
        await RunAsync("train", "best-fixed", "--data", data, "--out", policy);
        await RunAsync(["policy", "import", policy, "--id", "mine", .. access[2..]]);

        JsonNode started = JsonNode.Parse(await RunAsync(["policy", "rollout", "start", "mine", "--canary-share", "0.25", "--min-samples", "50", "--shadow", "false", .. access]))!;
        (started["stage"]!.GetValue<string>(), started["candidate_share"]!.GetValue<double>()).ShouldBe(("canary", 0.25));
        started["settings"]!["min_samples"]!.GetValue<long>().ShouldBe(50);
        JsonNode.Parse(await RunAsync(["policy", "rollout", "advance", .. access]))!["stage"]!.GetValue<string>().ShouldBe("watch");
        JsonNode.Parse(await RunAsync(["policy", "rollout", "abort", .. access]))!["stage"]!.GetValue<string>().ShouldBe("aborted");
        JsonNode.Parse(await RunAsync(["policy", "rollout", "show", .. access]))!["steps"]!.AsArray().Count.ShouldBe(3);

        JsonNode audit = JsonNode.Parse(await RunAsync(["audit", "list", .. access]))!;
        audit.AsArray().Select(e => e!["action"]!.GetValue<string>()).Where(a => a.StartsWith("rollout.", StringComparison.Ordinal))
            .ShouldBe(["rollout.start", "rollout.watch", "rollout.aborted"]);
    }

    [Fact]
    public async Task DamagedLog_NamesFileLineFieldAndRange()
    {
        using var folder = new TemporaryFolder();
        string data = folder["scores.jsonl"], policy = folder["policy.orp"], log = folder["log.jsonl"];
        await RunAsync("data", "simulate", "--queries", "200", "--out", data);
        await RunAsync("train", "best-fixed", "--data", data, "--out", policy);
        await File.WriteAllTextAsync(log, """{"decision_id":"d","tenant":"t","decided_at":"2025-01-01T00:00:00Z","model":"m","propensity":1.5,"origin":"policy"}""");

        Cli.Result result = await Cli.RunAsync("ope", "--policy", policy, "--log", log);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("log.jsonl line 1: 'propensity' is 1.5; expected a number in [0, 1].");
    }

    private static async Task DecideAsync(string url, string key, int count)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        for (int i = 0; i < count; i++)
        {
            using var body = new StringContent($$"""{"prompt":"question {{i}}"}""", null, "application/json");
            using HttpResponseMessage decided = await client.PostAsync("/routing/v1/decide", body);
            string id = JsonElement.Parse(await decided.Content.ReadAsStringAsync()).GetProperty("decision_id").GetString()!;
            using var rating = new StringContent($$"""{"decision_id":"{{id}}","score":{{i % 2}}}""", null, "application/json");
            (await client.PostAsync("/v1/feedback", rating)).IsSuccessStatusCode.ShouldBeTrue();
        }
    }

    private static async Task<string> RunAsync(params string[] args)
    {
        Cli.Result result = await Cli.RunAsync(args);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.Output;
    }
}
