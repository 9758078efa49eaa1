using System.Text.Json;

namespace OrleansRouter.Cli.Tests;

/// <summary>From no data at all to an evaluated policy.</summary>
public sealed class PipelineTests
{
    [Fact]
    public async Task SimulatedScores_AreDescribedTrainedOnInspectedAndEvaluated()
    {
        using var folder = new TemporaryFolder();
        string data = folder["scores.jsonl.gz"], policy = folder["policy.orp"];

        (await Cli.RunAsync("data", "simulate", "--kind", "scores", "--queries", "300", "--models", "3", "--seed", "7", "--out", data)).ExitCode.ShouldBe(0);
        JsonElement description = await JsonAsync("data", "describe", data, "--json");
        description.GetProperty("rows").GetInt32().ShouldBe(300);
        description.GetProperty("isSimulated").GetBoolean().ShouldBeTrue();

        JsonElement trained = await JsonAsync("train", "knn", "--data", data, "--out", policy, "--json");
        trained.GetProperty("family").GetString().ShouldBe("knn");
        JsonElement inspected = await JsonAsync("policy", "inspect", policy, "--json");
        inspected.GetProperty("contentHash").GetString().ShouldBe(trained.GetProperty("contentHash").GetString());

        JsonElement evaluated = await JsonAsync("evaluate", "ridge", "--data", data, "--seeds", "2", "--cost-weights", "0.05", "--json");
        evaluated.GetProperty("method").GetString().ShouldBe("ridge");
        foreach (string name in new[] { "ridge", "best-fixed", "cheapest", "random", "oracle" })
        {
            JsonElement point = evaluated.GetProperty("policies").GetProperty(name)[0];
            point.GetProperty("costWeight").GetDouble().ShouldBe(0.05);
            point.GetProperty("utility").GetDouble().ShouldBeLessThanOrEqualTo(
                evaluated.GetProperty("policies").GetProperty("oracle")[0].GetProperty("utility").GetDouble());
        }
    }

    [Fact]
    public async Task Train_SameSeedTwice_WritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        string data = folder["scores.jsonl.gz"];
        await Cli.RunAsync("data", "simulate", "--kind", "scores", "--queries", "200", "--models", "3", "--seed", "1", "--out", data);

        foreach (string threads in new[] { "1", "2" })
        {
            (await Cli.RunAsync("train", "ridge", "--data", data, "--out", folder[threads], "--threads", threads)).ExitCode.ShouldBe(0);
        }

        File.ReadAllBytes(folder["2"]).ShouldBe(File.ReadAllBytes(folder["1"]));
    }

    [Fact]
    public async Task Train_MalformedRow_NamesFileLineFieldAndRange()
    {
        using var folder = new TemporaryFolder();
        string data = folder["scores.jsonl"];
        await File.WriteAllLinesAsync(data,
        [
            """{"id":"1","task":"t","prompt":"a","scores":{"m":0.5},"costs":{"m":0.1}}""",
            """{"id":"2","task":"t","prompt":"b","scores":{"m":"high"},"costs":{"m":0.1}}""",
        ]);

        Cli.Result result = await Cli.RunAsync("train", "ridge", "--data", data, "--out", folder["policy.orp"]);

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("scores.jsonl line 2: 'scores.m' is \"high\"; expected a");
        File.Exists(folder["policy.orp"]).ShouldBeFalse();
    }

    /// <summary>Standard output holds exactly one JSON object.</summary>
    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        Cli.Result result = await Cli.RunAsync(args);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Trim().ShouldNotContain("\n");
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
