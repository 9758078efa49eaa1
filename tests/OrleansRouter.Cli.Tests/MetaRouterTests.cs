using System.Text.Json;

namespace OrleansRouter.Cli.Tests;

/// <summary>The comparison of meta-routers from the command line.</summary>
public sealed class MetaRouterTests
{
    [Fact]
    public async Task Evaluate_SimulatedLabels_PrintsOneJsonObjectAndWritesThePlot()
    {
        using var folder = new TemporaryFolder();
        string[] evaluate = ["evaluate", "meta-router", "--data", await SimulateAsync(folder), "--pair", "sim-1,sim-2", "--preference", "judge", "--learner", "ridge",
            "--gold-size", "40", "--test-size", "100", "--rounds", "3", "--pca", "5"];

        Cli.Result result = await Cli.RunAsync([.. evaluate, "--plot", folder["gain.svg"], "--json"]);

        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        json.GetProperty("isSimulated").GetBoolean().ShouldBeTrue();
        json.GetProperty("rows").GetInt32().ShouldBe(300);
        json.GetProperty("routers").GetProperty("dr-learner").GetProperty("efficiencyGain").GetArrayLength().ShouldBe(json.GetProperty("pmur").GetArrayLength());
        (await File.ReadAllTextAsync(folder["gain.svg"])).ShouldContain("dr-learner");

        Cli.Result table = await Cli.RunAsync([.. evaluate, "--routers", "pooled"]);
        table.Output.ShouldContain("(SIMULATED): 300 rows, 3 rounds of 40 gold labels");
        table.Output.ShouldContain("pooled");
    }

    [Fact]
    public async Task Evaluate_AuthorsTable_TakesItsFeatures()
    {
        using var folder = new TemporaryFolder();
        string table = folder["table.csv"];
        await File.WriteAllLinesAsync(table, Enumerable.Range(0, 120).Select(i => $"{i % 7},{i % 5},{(i % 7) - 3},{Math.Sign((i % 7) - 3)}").Prepend("embd.PC1,embd.PC2,GL,PL"));

        Cli.Result result = await Cli.RunAsync(
            "evaluate", "meta-router", "--data", table, "--learner", "ridge", "--gold-size", "20", "--test-size", "50", "--rounds", "2", "--json");

        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement routers = JsonDocument.Parse(result.Output).RootElement.GetProperty("routers");
        routers.GetProperty("gold-only").GetProperty("area").GetDouble().ShouldBeGreaterThan(0.5);
    }

    [Theory]
    [InlineData("sim-1,sim-9", "judge", "No model 'sim-9'; there are: ")]
    [InlineData("sim,sim-1", "judge", "More than one model 'sim'; there are: ")]
    [InlineData("sim-1", "judge", "--pair is 'sim-1'; expected PRIMARY,ALTERNATIVE among: ")]
    [InlineData("sim-1,sim-2", "jury", "No labels 'jury'; there are: ")]
    public async Task Evaluate_UnknownNames_ListWhatThereIs(string pair, string preference, string message)
    {
        using var folder = new TemporaryFolder();

        Cli.Result result = await Cli.RunAsync("evaluate", "meta-router", "--data", await SimulateAsync(folder), "--pair", pair, "--preference", preference);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    [Fact]
    public async Task Train_LabelsOfTwoJudges_WritesAPolicyThatCanBeInspected()
    {
        using var folder = new TemporaryFolder();

        Cli.Result trained = await Cli.RunAsync(
            "train", "meta-router", "--data", await SimulateAsync(folder), "--preference", "judge", "--set", "learner=ridge", "--out", folder["policy.orp"], "--json");

        trained.ExitCode.ShouldBe(0, trained.Error);
        JsonElement json = JsonDocument.Parse(trained.Output).RootElement;
        json.GetProperty("family").GetString().ShouldBe("meta-router");
        json.GetProperty("summary").GetProperty("isSimulated").GetBoolean().ShouldBeTrue();
        (await Cli.RunAsync("policy", "inspect", folder["policy.orp"], "--json")).Output.ShouldContain(json.GetProperty("contentHash").GetString()!);
    }

    [Fact]
    public async Task Train_ScoresOfOneJudge_LearnsFromGoldAlone()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("data", "simulate", "--kind", "scores", "--queries", "100", "--models", "2", "--out", folder["scores.jsonl"])).ExitCode.ShouldBe(0);

        (await Cli.RunAsync("train", "meta-router", "--data", folder["scores.jsonl"], "--out", folder["policy.orp"])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Train_NoCheapLabelsNamed_ListsThem()
    {
        using var folder = new TemporaryFolder();

        Cli.Result result = await Cli.RunAsync("train", "meta-router", "--data", await SimulateAsync(folder), "--out", folder["policy.orp"]);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("No labels 'preference'; there are: gold, simulated-judge.");
        File.Exists(folder["policy.orp"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Evaluate_PoolOfModelsWithASimulatedJudge_PrintsATableAndOneJsonObject()
    {
        using var folder = new TemporaryFolder();
        (await Cli.RunAsync("data", "simulate", "--kind", "scores", "--queries", "300", "--models", "3", "--out", folder["scores.jsonl"])).ExitCode.ShouldBe(0);
        Cli.Result judged = await Cli.RunAsync("data", "simulate-judge", "--data", folder["scores.jsonl"], "--bias", "linear", "--out", folder["labels.jsonl"]);
        judged.Output.ShouldContain("with a simulated judge: bias Linear × 0.4, seed 0 (SIMULATED)");
        string[] evaluate = ["evaluate", "meta-router-pool", "--data", folder["labels.jsonl"], "--preference", "judge", "--learner", "ridge",
            "--gold-size", "40", "--test-size", "100", "--rounds", "2", "--cost-weights", "0", "0.1", "--routers", "auto"];

        Cli.Result table = await Cli.RunAsync(evaluate);
        Cli.Result json = await Cli.RunAsync([.. evaluate, "--models", "sim-1", "sim-3", "--json"]);

        table.Output.ShouldContain("(SIMULATED): 300 rows, 3 models (sim-1, sim-2, sim-3), 2 rounds of 40 queries judged by gold");
        table.Output.ShouldContain("w = 0.1");
        JsonDocument.Parse(json.Output).RootElement.GetProperty("models").GetArrayLength().ShouldBe(2);
    }

    private static async Task<string> SimulateAsync(TemporaryFolder folder)
    {
        string data = folder["labels.jsonl.gz"];
        (await Cli.RunAsync("data", "simulate", "--kind", "labels", "--queries", "300", "--models", "3", "--seed", "7", "--out", data)).ExitCode.ShouldBe(0);
        return data;
    }
}
