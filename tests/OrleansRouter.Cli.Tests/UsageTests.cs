namespace OrleansRouter.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("frobnicate")]
    [InlineData("data", "describe")]
    [InlineData("train", "ridge")]
    [InlineData("train", "no-such-family", "--data", "x", "--out", "y")]
    [InlineData("evaluate", "ridge", "--data", "x", "--seeds", "many")]
    [InlineData("evaluate", "ridge", "--data", "x", "--seeds", "0")]
    [InlineData("train", "ridge", "--data", "x", "--out", "y", "--set", "penalty")]
    [InlineData("train", "ridge", "--data", "x", "--out", "y", "--encoder", "none")]
    public async Task WrongUsage_ReturnsTwoAndWritesToStandardErrorOnly(params string[] args)
    {
        Cli.Result result = await Cli.RunAsync(args);

        result.ExitCode.ShouldBe(2);
        result.Output.ShouldBeEmpty();
        result.Error.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task MissingFile_ReturnsOneAndNamesTheFile()
    {
        Cli.Result result = await Cli.RunAsync("data", "describe", "nowhere.jsonl");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("nowhere.jsonl");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task UnknownFamilyOption_ReturnsOneAndListsTheOptions()
    {
        using var folder = new TemporaryFolder();

        Cli.Result result = await Cli.RunAsync("train", "ridge", "--data", folder["x.jsonl"], "--out", folder["y.orp"], "--set", "penaltee=1");

        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("penaltee");
        File.Exists(folder["y.orp"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Help_ListsEveryCommandOfTheContract()
    {
        Cli.Result result = await Cli.RunAsync("--help");

        result.ExitCode.ShouldBe(0);
        foreach (string command in new[] { "serve", "data", "train", "evaluate", "tenant", "key", "model", "policy" })
        {
            result.Output.ShouldContain(command);
        }
    }

    [Fact]
    public async Task AdminVerbWithoutKey_ReturnsTwoAndNamesTheVariable()
    {
        Environment.GetEnvironmentVariable("ORLEANS_ROUTER_KEY").ShouldBeNull("the test needs a clean environment");

        Cli.Result result = await Cli.RunAsync("tenant", "list");

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("ORLEANS_ROUTER_KEY");
    }
}
