using System.Text.Json;

namespace OrleansRouter.Cli.Tests;

/// <summary>Scores and costs from simulation to comparison, plots and a served policy.</summary>
public sealed class BarpTests
{
    [Fact]
    public async Task SimulatedScores_AreComparedPlottedAndTrainedOn()
    {
        using var folder = new TemporaryFolder();
        string data = folder["scores.jsonl"], policy = folder["policy.orp"], plots = folder["plots"];
        (await Cli.RunAsync("data", "simulate", "--kind", "scores", "--queries", "120", "--models", "3", "--seed", "3", "--out", data)).ExitCode.ShouldBe(0);
        JsonElement described = await JsonAsync("data", "describe", data, "--json");
        string task = described.GetProperty("tasks")[0].GetProperty("task").GetString()!;

        JsonElement report = await JsonAsync(
            "evaluate", "barp", "--data", data, "--in", task, "--seeds", "2", "--bandit-epochs", "1", "--full-information", "ridge",
            "--set", "epochs=4", "--encoder-dimensions", "16", "--plot", plots, "--json");

        report.GetProperty("method").GetString().ShouldBe("barp");
        report.GetProperty("tasks").GetProperty("in")[0].GetString().ShouldBe(task);
        report.GetProperty("tasks").GetProperty("out").GetArrayLength().ShouldBeGreaterThan(0);
        JsonElement policies = report.GetProperty("policies");
        foreach (string name in new[] { "reinforce", "lin-ucb", "lin-ts", "epsilon-greedy", "ridge", "smallest", "largest", "best-fixed", "oracle" })
        {
            JsonElement found = policies.GetProperty(name);
            foreach (string figure in new[] { task, "in", "out" })
            {
                found.GetProperty("score").GetProperty(figure).GetDouble().ShouldBeInRange(0, 1);
            }

            found.GetProperty("costUsd").GetDouble().ShouldBeGreaterThan(0);
            found.GetProperty("reward").GetDouble().ShouldBeLessThanOrEqualTo(policies.GetProperty("oracle").GetProperty("reward").GetDouble() + 1e-12);
            found.GetProperty("curve").GetArrayLength().ShouldBe(11);
            found.GetProperty("curve")[10].GetProperty("costWeight").GetDouble().ShouldBe(1);
        }

        report.GetProperty("elapsedSeconds").GetDouble().ShouldBeGreaterThan(0);
        Directory.GetFiles(plots).Select(Path.GetFileName).Order().ShouldBe(["cost.svg", "frontier.svg", "score.svg"]);

        JsonElement trained = await JsonAsync("train", "barp", "--data", data, "--preset", "paper", "--set", "epochs=2", "--out", policy, "--json");
        trained.GetProperty("options").GetProperty("head").GetString().ShouldBe("mlp");
        trained.GetProperty("options").GetProperty("entropyWeight").GetDouble().ShouldBe(0.05);
        trained.GetProperty("options").GetProperty("epochs").GetInt32().ShouldBe(2);
        File.Exists(policy).ShouldBeTrue();
    }

    [Fact]
    public async Task EvaluateBarp_WrongOption_NamesItAndItsRange()
    {
        Cli.Result result = await Cli.RunAsync("evaluate", "barp", "--data", "nowhere", "--set", "epochs=0");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("epochs is 0; expected a whole number in [1, 100000].");
        result = await Cli.RunAsync("evaluate", "barp", "--data", "nowhere", "--encoder-dimensions", "-1");
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("Dimensions");
    }

    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        Cli.Result result = await Cli.RunAsync(args);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
