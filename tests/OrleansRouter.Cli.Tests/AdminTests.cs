using System.Text.Json.Nodes;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Hosting;

namespace OrleansRouter.Cli.Tests;

/// <summary>The administrative verbs against a real gateway.</summary>
public sealed class AdminTests
{
    [Fact]
    public async Task TenantKeyModelAndPolicyVerbs_ChangeARunningGateway()
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayOptions { Store = folder["router.db"], Urls = "http://127.0.0.1:0", SimulatedQueries = 200 };
        await using GatewayApplication gateway = await GatewayHost.BuildAsync(options);
        await gateway.StartAsync();
        var admin = new Verbs(gateway.Addresses.Single(), gateway.Report.OperatorKey!);

        (await admin.RunAsync("tenant", "create", "acme", "--name", "Acme", "--cost-weight", "0.5"))["preference"]!["cost_weight"]!.GetValue<double>().ShouldBe(0.5);
        (await admin.RunAsync("tenant", "update", "acme", "--exploration-floor", "0.05"))["exploration_floor"]!.GetValue<double>().ShouldBe(0.05);
        await admin.RunAsync("tenant", "update", "acme", "--budget-daily-usd", "12.5", "--time-zone", "Europe/Berlin");
        JsonNode budget = await admin.RunAsync("tenant", "budget", "acme");
        (budget["time_zone"]!.GetValue<string>(), budget["day"]!["limit_usd"]!.GetValue<decimal>()).ShouldBe(("Europe/Berlin", 12.5m));
        (await admin.RunAsync("tenant", "usage", "acme"))["month"]!["spent_usd"]!.GetValue<decimal>().ShouldBe(0);
        (await admin.RunAsync("tenant", "list")).AsArray().Select(tenant => tenant!["id"]!.GetValue<string>()).ShouldBe(["acme", "default"]);

        JsonNode key = await admin.RunAsync("key", "create", "--tenant", "acme", "--label", "test");
        key["key"]!.GetValue<string>().ShouldStartWith("or-");
        JsonNode limited = await admin.RunAsync("key", "create", "--tenant", "acme", "--budget-monthly-usd", "3");
        (await admin.RunAsync("key", "budget", limited["details"]!["id"]!.GetValue<string>()))["month"]!["remaining_usd"]!.GetValue<decimal>().ShouldBe(3);
        (await admin.RunAsync("key", "revoke", key["details"]!["id"]!.GetValue<string>()))["revoked_at"].ShouldNotBeNull();

        (await admin.RunAsync("model", "set", "mine", "--provider", "openai", "--base-url", "https://upstream.example/v1",
            "--input-usd-per-million-tokens", "0.15", "--output-usd-per-million-tokens", "0.6"))["id"]!.GetValue<string>().ShouldBe("mine");
        (await admin.RunAsync("model", "show", "mine"))["settings"]!["input_usd_per_million_tokens"]!.GetValue<double>().ShouldBe(0.15);

        string data = folder["scores.jsonl"], policy = folder["policy.orp"];
        await Cli.RunAsync("data", "simulate", "--queries", "200", "--out", data);
        await Cli.RunAsync("train", "ridge", "--data", data, "--out", policy);
        (await admin.RunAsync("policy", "import", policy, "--id", "mine"))["id"]!.GetValue<string>().ShouldBe("mine");
        (await admin.RunAsync("policy", "promote", "mine", "--tenant", "acme"))["policy_id"]!.GetValue<string>().ShouldBe("mine");
        (await admin.RunAsync("policy", "rollback", "--tenant", "acme"))["policy_id"].ShouldBeNull();

        JsonNode line = (await admin.RunAsync("policy", "learn", "--tenant", "acme", "--learner", "linear-thompson", "--forgetting", "0.99"))["line"]!;
        (line["enabled"]!.GetValue<bool>(), line["options"]!["forgetting"]!.GetValue<double>()).ShouldBe((true, 0.99));
        (await admin.RunAsync("policy", "list"))["learning"]![0]!["tenant"]!.GetValue<string>().ShouldBe("acme");
        (await admin.RunAsync("policy", "learn", "--tenant", "acme", "--off"))["line"]!["options"]!["learner"]!.GetValue<string>().ShouldBe("linear-thompson");
        (await admin.RunAsync("policy", "learned", "--tenant", "acme"))["line"]!["enabled"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task Refusal_ReturnsOneWithTheGatewaysMessage()
    {
        using var folder = new TemporaryFolder();
        var options = new GatewayOptions { Store = folder["router.db"], Urls = "http://127.0.0.1:0", SimulatedQueries = 200 };
        await using GatewayApplication gateway = await GatewayHost.BuildAsync(options);
        await gateway.StartAsync();

        Cli.Result result = await Cli.RunAsync("tenant", "update", "default", "--cost-weight", "7000",
            "--url", gateway.Addresses.Single(), "--key", gateway.Report.OperatorKey!);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("7000");
    }

    [Fact]
    public async Task UrlThatIsNone_ReturnsTwo()
    {
        Cli.Result result = await Cli.RunAsync("tenant", "list", "--url", "nowhere", "--key", "or-a-b");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("'nowhere'");
    }

    private sealed class Verbs(string url, string key)
    {
        public async Task<JsonNode> RunAsync(params string[] args)
        {
            Cli.Result result = await Cli.RunAsync([.. args, "--url", url, "--key", key]);
            result.ExitCode.ShouldBe(0, result.Error);
            return JsonNode.Parse(result.Output)!;
        }
    }
}
