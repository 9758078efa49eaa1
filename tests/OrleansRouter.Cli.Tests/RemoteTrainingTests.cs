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
    public async Task Evaluate_Remote_PrintsAndPlotsTheSameAsHere()
    {
        using var folder = new TemporaryFolder();
        await using GatewayApplication gateway = await StartAsync(folder);
        string labels = folder["labels.jsonl"], gains = folder["gains.csv"];
        await RequireSuccessAsync("data", "simulate", "--kind", "labels", "--queries", "120", "--out", labels);
        await File.WriteAllLinesAsync(gains, Enumerable.Range(0, 120).Select(i => $"{i % 7},{i % 5},{(i % 7) - 3},{Math.Sign((i % 7) - 3)}").Prepend("embd.PC1,embd.PC2,GL,PL"));
        string[] sizes = ["--learner", "ridge", "--gold-size", "20", "--test-size", "50", "--rounds", "4", "--seed", "5"];
        string[] ofLabels = ["evaluate", "meta-router", "--data", labels, "--pair", "sim-1,sim-2", "--preference", "judge", "--pca", "4", .. sizes];

        foreach (string[] evaluate in (string[][])[[.. ofLabels, "--json"], ofLabels, ["evaluate", "meta-router", "--data", gains, "--json", "--routers", "auto", "pooled", .. sizes]])
        {
            string here = await RequireSuccessAsync([.. evaluate, "--plot", folder["here.svg"]]);
            string there = await RequireSuccessAsync([.. evaluate, "--plot", folder["there.svg"], .. Remote(gateway)]);
            there.ShouldBe(here);
            Hash(folder["there.svg"]).ShouldBe(Hash(folder["here.svg"]));
        }

        JsonNode job = (await AdminAsync(gateway, "job", "list")).AsArray()[0]!;
        job["report_sha256"]!.GetValue<string>().Length.ShouldBe(64);
        (await AdminAsync(gateway, "job", "report", job["id"]!.GetValue<string>()))["method"]!.GetValue<string>().ShouldBe("meta-router");
    }

    [Fact]
    public async Task Evaluate_RemoteThatCannotRun_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        await using GatewayApplication gateway = await StartAsync(folder);
        string labels = folder["labels.jsonl"];
        await RequireSuccessAsync("data", "simulate", "--kind", "labels", "--queries", "120", "--out", labels);
        string[] evaluate = ["evaluate", "meta-router", "--data", labels, "--pair", "sim-1,sim-2", "--preference", "judge", .. Remote(gateway)];

        (await Cli.RunAsync([.. evaluate, "--routers", "nobody"])).Error.ShouldContain("400: No gain estimator 'nobody'; there are: ");
        Cli.Result tooFew = await Cli.RunAsync([.. evaluate, "--test-size", "100", "--gold-size", "30"]);
        tooFew.ExitCode.ShouldBe(1);
        tooFew.Error.ShouldContain("120 rows leave 20 gold labels in a round; 30 are needed.");
        (await Cli.RunAsync([.. evaluate, "--active", "random"])).Error.ShouldContain("--active runs in this process only");
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
