using System.Text.Json;

namespace OrleansRouter.Cli.Tests;

/// <summary>Repeated observations from simulation to diagnosis, comparison and a served policy.</summary>
public sealed class DarsTests
{
    [Fact]
    public async Task SimulatedObservations_AreDiagnosedComparedAndTrainedOn()
    {
        using var folder = new TemporaryFolder();
        string data = folder["observations"], policy = folder["policy.orp"], plots = folder["plots"];
        (await Cli.RunAsync("data", "simulate", "--kind", "observations", "--queries", "80", "--models", "3", "--seed", "3", "--out", data)).ExitCode.ShouldBe(0);

        JsonElement diagnosis = await JsonAsync("diagnose", "dars", "--data", data, "--resamples", "50", "--json");
        foreach (string figure in new[] { "outcomeInstability", "winnerFlipRate", "singleVsDistributionDisagreement", "inputVariance", "outputVariance" })
        {
            diagnosis.GetProperty(figure).GetDouble().ShouldBeInRange(0, 1);
        }

        diagnosis.GetProperty("perModel").EnumerateObject().Count().ShouldBe(3);

        JsonElement report = await JsonAsync(
            "evaluate", "dars", "--data", data, "--routers", "knn,ridge", "--single-shot-runs", "3", "--draws", "2", "--set", "knn.k=8", "--plot", plots, "--json");
        report.GetProperty("method").GetString().ShouldBe("dars");
        report.GetProperty("lambda").GetDouble().ShouldBe(0.05);
        report.GetProperty("beta").GetDouble().ShouldBe(0.2);
        JsonElement knn = report.GetProperty("routers").GetProperty("knn");
        foreach (string figure in new[] { "mean", "sd", "rewrite", "decode" })
        {
            knn.GetProperty("singleShot").GetProperty(figure).ValueKind.ShouldBe(JsonValueKind.Number);
        }

        knn.GetProperty("dars").GetProperty("mean").GetDouble().ShouldBeLessThan(report.GetProperty("oracle").GetDouble());
        report.GetProperty("bestFixed").GetDouble().ShouldBeLessThan(report.GetProperty("oracle").GetDouble());
        report.GetProperty("ablation").GetProperty("rewriteRisk").GetProperty("mean").ValueKind.ShouldBe(JsonValueKind.Number);
        report.GetProperty("elapsedSeconds").GetDouble().ShouldBeGreaterThan(0);
        Directory.GetFiles(plots).Length.ShouldBe(3);

        JsonElement trained = await JsonAsync("train", "dars", "--family", "ridge", "--data", data, "--out", policy, "--json");
        trained.GetProperty("family").GetString().ShouldBe("ridge");
        File.Exists(policy).ShouldBeTrue();
    }

    [Fact]
    public async Task EvaluateDars_UnknownRouter_ListsTheFamilies()
    {
        Cli.Result result = await Cli.RunAsync("evaluate", "dars", "--data", "nowhere", "--routers", "oracle-of-delphi");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("'oracle-of-delphi'");
        result.Error.ShouldContain("ridge");
    }

    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        Cli.Result result = await Cli.RunAsync(args);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
