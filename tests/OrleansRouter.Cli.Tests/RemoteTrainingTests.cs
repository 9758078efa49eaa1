using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Gateway.Jobs;

namespace OrleansRouter.Cli.Tests;

/// <summary><c>train … --remote</c> and the <c>job</c> verbs against a real gateway.</summary>
public sealed class RemoteTrainingTests
{
    [Fact]
    public async Task Train_Remote_GivesTheSameFileAsHere_ForEveryKind()
    {
        using var folder = new TemporaryFolder();
        await using GatewayApplication gateway = await StartAsync(folder);
        string scores = folder["scores.jsonl"], labels = folder["labels.jsonl"], observations = folder["observations"], basePolicy = folder["base.orp"];
        await RequireSuccessAsync("data", "simulate", "--queries", "120", "--out", scores);
        await RequireSuccessAsync("data", "simulate", "--kind", "labels", "--queries", "120", "--out", labels);
        await RequireSuccessAsync("data", "simulate", "--kind", "observations", "--queries", "40", "--out", observations);
        await RequireSuccessAsync("train", "ridge", "--data", scores, "--out", basePolicy);

        await RequireSameAsync(folder, gateway, "train", "knn", "--data", scores, "--seed", "3");
        await RequireSameAsync(folder, gateway, "train", "meta-router", "--data", labels, "--preference", "simulated-judge", "--learner", "ridge", "--set", "estimator=dr-learner");
        await RequireSameAsync(folder, gateway, "train", "meta-router", "--data", scores, "--learner", "ridge");
        await RequireSameAsync(folder, gateway, "train", "dars", "--data", observations, "--family", "ridge");
        await RequireSameAsync(folder, gateway, "train", "barp", "--data", scores, "--set", "epochs=2", "--set", "shard-queries=16");
        await RequireSameAsync(folder, gateway, "train", "bandit", "--data", scores, "--base", basePolicy);

        JsonArray jobs = (await AdminAsync(gateway, "job", "list")).AsArray();
        jobs.Select(job => (job!["kind"]!.GetValue<string>(), job["phase"]!.GetValue<string>())).ShouldBe(
            [("family", "done"), ("meta-router", "done"), ("meta-router", "done"), ("dars", "done"), ("barp", "done"), ("bandit", "done")], ignoreOrder: true);
        string id = jobs[0]!["id"]!.GetValue<string>();
        JsonNode shown = await AdminAsync(gateway, "job", "show", id);
        shown["progress"]!.GetValue<double>().ShouldBe(1);
        shown["families"]!.AsArray().Single()!.GetValue<string>().ShouldBe("knn");
        (await AdminAsync(gateway, "job", "log", id))["data"]!.AsArray().Last()!["text"]!.GetValue<string>().ShouldStartWith("published knn-");
        (await AdminAsync(gateway, "job", "cancel", id))["phase"]!.GetValue<string>().ShouldBe("done", "a job that has ended stays as it is");
    }

    [Fact]
    public async Task Train_RemoteDataThatCannotBeTrainedOn_ReturnsOneWithTheJobsReason()
    {
        using var folder = new TemporaryFolder();
        await using GatewayApplication gateway = await StartAsync(folder);
        string data = folder["broken.jsonl"];
        await File.WriteAllTextAsync(data, """{"id":"a","task":"t","prompt":"p","scores":{"m":"high"}}""" + "\n");

        Cli.Result result = await Cli.RunAsync(["train", "ridge", "--data", data, "--out", folder["policy.orp"], .. Remote(gateway)]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("broken.jsonl line 1");
        File.Exists(folder["policy.orp"]).ShouldBeFalse();
    }

    private static async Task<GatewayApplication> StartAsync(TemporaryFolder folder)
    {
        GatewayApplication gateway = await GatewayHost.BuildAsync(new GatewayOptions
        {
            Store = folder["router.db"],
            Urls = "http://127.0.0.1:0",
            SimulatedQueries = 200,
            Jobs = new JobOptions { Workers = 2, PollInterval = TimeSpan.FromMilliseconds(20) },
        });
        await gateway.StartAsync();
        return gateway;
    }

    private static string[] Remote(GatewayApplication gateway) => ["--remote", gateway.Addresses.Single(), "--key", gateway.Report.OperatorKey!];

    private static async Task RequireSameAsync(TemporaryFolder folder, GatewayApplication gateway, params string[] command)
    {
        string here = folder["here.orp"], there = folder["there.orp"];
        await RequireSuccessAsync([.. command, "--out", here]);
        await RequireSuccessAsync([.. command, "--out", there, .. Remote(gateway)]);

        Hash(there).ShouldBe(Hash(here), string.Join(' ', command));
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private static async Task<string> RequireSuccessAsync(params string[] command)
    {
        Cli.Result result = await Cli.RunAsync(command);
        result.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {result.Error}");
        return result.Output;
    }

    private static async Task<JsonNode> AdminAsync(GatewayApplication gateway, params string[] verb) =>
        JsonNode.Parse(await RequireSuccessAsync([.. verb, "--url", gateway.Addresses.Single(), "--key", gateway.Report.OperatorKey!]))!;
}
