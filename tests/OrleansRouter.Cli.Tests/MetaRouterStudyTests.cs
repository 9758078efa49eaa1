using System.Text.Json;

namespace OrleansRouter.Cli.Tests;

/// <summary>Studies of meta-routers on simulated labels, and proposals of queries to label, from the command line.</summary>
public sealed class MetaRouterStudyTests
{
    [Fact]
    public async Task Recovery_TwoGoldSizes_PrintsScoresAndPairedComparisonsOfEverySetting()
    {
        string[] recovery = ["meta-router", "recovery", "--gold-sizes", "30", "60", "--biases", "linear", "--overlaps", "full", "weak", "--preference-size", "100",
            "--test-size", "50", "--seeds", "2", "--routers", "dr-learner", "dr-learner-truncated", "pooled", "--learner", "ridge", "--truncation-floor", "0.2"];

        Cli.Result tables = await Cli.RunAsync(recovery);

        tables.ExitCode.ShouldBe(0, tables.Error);
        tables.Output.ShouldContain("### Bias linear, overlap full (SIMULATED, 2 seeds)");
        tables.Output.ShouldContain("| dr-learner-truncated |");
        tables.Output.ShouldContain("pooled, n = 60");
        JsonElement cells = JsonDocument.Parse((await Cli.RunAsync([.. recovery, "--json"])).Output).RootElement.GetProperty("cells");
        cells.GetArrayLength().ShouldBe(4);
        cells[0].GetProperty("scores").GetProperty("dr-learner").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Evaluate_Active_PrintsOneCurvePerStrategyAndWritesThePlot()
    {
        using var folder = new TemporaryFolder();
        string[] evaluate = ["evaluate", "meta-router", "--data", await SimulateAsync(folder), "--pair", "sim-1,sim-2", "--preference", "judge", "--learner", "ridge",
            "--gold-size", "20", "--test-size", "100", "--rounds", "2", "--pca", "5", "--active", "random", "active", "--preference-size", "60", "--budget", "15", "--replicates", "3", "--routers", "pooled"];

        Cli.Result result = await Cli.RunAsync([.. evaluate, "--plot", folder["curves.svg"], "--json"]);

        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        json.GetProperty("goldSizes").EnumerateArray().Select(size => size.GetInt32()).ShouldBe([20, 30, 35]);
        json.GetProperty("curves").EnumerateObject().Count().ShouldBe(2);
        (await File.ReadAllTextAsync(folder["curves.svg"])).ShouldContain("gold labels");
        (await Cli.RunAsync(evaluate)).Output.ShouldContain("router pooled");
    }

    [Fact]
    public async Task Evaluate_ActiveWithTwoRouters_AsksForOne()
    {
        using var folder = new TemporaryFolder();

        Cli.Result result = await Cli.RunAsync(
            "evaluate", "meta-router", "--data", await SimulateAsync(folder), "--pair", "sim-1,sim-2", "--preference", "judge", "--active", "random", "--routers", "pooled", "auto");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("--routers names 2; with --active expected one.");
    }

    [Fact]
    public async Task ProposeLabels_SimulatedLabels_NamesQueriesWithoutGoldLabel()
    {
        using var folder = new TemporaryFolder();
        string[] propose = ["propose-labels", "--data", await SimulateAsync(folder), "--pair", "sim-1,sim-2", "--preference", "judge", "--learner", "ridge", "--batch", "5", "--replicates", "3", "--pca", "5"];

        Cli.Result result = await Cli.RunAsync([.. propose, "--json"]);

        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        json.GetProperty("isSimulated").GetBoolean().ShouldBeTrue();
        (json.GetProperty("goldLabels").GetInt32() + json.GetProperty("openQueries").GetInt32()).ShouldBe(300);
        JsonElement[] proposals = [.. json.GetProperty("proposals").EnumerateArray()];
        proposals.Select(p => p.GetProperty("query").GetString()).Distinct().Count().ShouldBe(5);
        proposals.ShouldAllBe(p => p.GetProperty("standardError").GetDouble() > 0);
        (await Cli.RunAsync(propose)).Output.ShouldContain(proposals[0].GetProperty("query").GetString()!);
    }

    private static async Task<string> SimulateAsync(TemporaryFolder folder)
    {
        string data = folder["labels.jsonl.gz"];
        (await Cli.RunAsync("data", "simulate", "--kind", "labels", "--queries", "300", "--models", "3", "--seed", "7", "--out", data)).ExitCode.ShouldBe(0);
        return data;
    }
}
