using System.Text.Json;
using OrleansRouter.Gateway.Collecting;
using OrleansRouter.Gateway.Providers;
using OrleansRouter.Grains.Models;
using OrleansRouter.Routing.Dars.Collecting;
using OrleansRouter.Routing.Data;

namespace OrleansRouter.Gateway.Tests.Collecting;

public sealed class ObservationCollectorTests : IDisposable
{
    private static readonly CollectionQuery[] Queries =
    [
        new("sum", "maths", "What is 2 plus 3?", "", [], ["5"], AnswerScoring.Number),
        new("metal", "chemistry", "Which is a metal?", "", ["iron", "sulphur"], ["A"], AnswerScoring.Choice),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-collect-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_GridOfRewritesAndDecodes_IsReadBackAsObservations()
    {
        var provider = new ScriptedProvider(Answer);

        CollectionReport report = await CollectAsync(provider, new CollectorOptions { Rewrites = 2, Decodes = 2, OriginalDecodes = 1 });

        (report.Added, report.Missing, report.Failures.Count).ShouldBe((2 * 2 * 5, 0, 0));
        ObservationTable table = ObservationTableReader.Read([_folder.FullName]);
        table.Count.ShouldBe(20);
        table.Models.ShouldBe(["bad", "good"]);
        table.Rewrites.ShouldBe(["0", "1", ObservationTable.OriginalRewrite]);
        table.CostUsd.ShouldAllBe(cost => Math.Abs(cost - ((10 * 1) + (20 * 2)) / 1e6) < 1e-15);
        Enumerable.Range(0, 20).ShouldAllBe(j => table.Score[j] == table.Model[j]); // good is always right, bad never
        table.Queries.Single(query => query.Id == "chemistry/metal").Prompt.ShouldBe("Which is a metal?\nA. iron\nB. sulphur");
        report.MeanScore.ShouldBe(0.5);
        provider.Calls.ShouldBe(20 + 2);
        report.CostUsd.ShouldBe(22 * 50e-6, 1e-12);
    }

    [Fact]
    public async Task Run_Again_CollectsOnlyWhatIsMissing()
    {
        var provider = new ScriptedProvider(Answer);
        await CollectAsync(provider, new CollectorOptions { Rewrites = 2, Decodes = 2, MaxObservations = 3 });
        string path = Path.Combine(_folder.FullName, "train_scored_generations.jsonl");
        File.ReadAllLines(path).Length.ShouldBe(3);
        await File.AppendAllTextAsync(path, """{"query_id":"sum","mod"""); // what a crash leaves behind
        int before = provider.Calls;

        CollectionReport report = await CollectAsync(provider, new CollectorOptions { Rewrites = 2, Decodes = 2 });

        (report.Present, report.Added, report.Missing).ShouldBe((3, 13, 0));
        (provider.Calls - before).ShouldBe(13 + 1); // the first query's rewrites were there, the second's were not
        ObservationTableReader.Read([_folder.FullName]).Count.ShouldBe(16);
    }

    [Fact]
    public async Task Run_RewritesThatDoNotKeepTheQuestion_AreRefusedAndAskedForAgain()
    {
        var provider = new ScriptedProvider((model, prompt, call) => model != "rewriter" ? Answer(model, prompt, call)
            : prompt.Contains("2 plus 3", StringComparison.Ordinal) && call == 1 ? """["What is 2 plus 4?", "What is 2 plus 3?"]""" : Answer(model, prompt, call));

        CollectionReport report = await CollectAsync(provider, new CollectorOptions { Rewrites = 2, Decodes = 1, Parallel = 1 });

        report.RewritesRefused.ShouldBe(2);
        report.Missing.ShouldBe(0);
        JsonElement[] rows = [.. File.ReadLines(Path.Combine(_folder.FullName, "rewrites.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        rows[0].GetProperty("refused").GetString().ShouldBe("its numbers differ from the original's");
        rows[1].GetProperty("refused").GetString().ShouldBe("it repeats the original");
        rows[2].GetProperty("refused").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Run_RewriterThatNeverKeepsTheQuestion_FailsForThatQueryOnly()
    {
        var provider = new ScriptedProvider((model, prompt, call) =>
            model == "rewriter" && prompt.Contains("2 plus 3", StringComparison.Ordinal) ? "I would rather not." : Answer(model, prompt, call));

        CollectionReport report = await CollectAsync(provider, new CollectorOptions { Rewrites = 1, Decodes = 1, RewriteAttempts = 2 });

        (report.Added, report.Missing).ShouldBe((2, 2));
        report.Failures.ShouldHaveSingleItem().ShouldStartWith("Query 'sum': the rewriting model gave 0 of 1 rewrites");
    }

    [Fact]
    public async Task Run_FailureThatPasses_IsTriedAgain_AndOneThatStaysIsReported()
    {
        var provider = new ScriptedProvider((model, prompt, call) => model == "bad"
            ? throw new ProviderException(ProviderFault.Unauthorized, "Model 'bad': the key is wrong.")
            : call % 2 == 1 ? throw new ProviderException(ProviderFault.RateLimited, "later") { RetryAfter = TimeSpan.Zero } : Answer(model, prompt, call));

        CollectionReport report = await CollectAsync(provider, new CollectorOptions { Rewrites = 0, OriginalDecodes = 1, Parallel = 1 });

        (report.Added, report.Missing).ShouldBe((2, 2));
        report.Failures.ShouldBe(["Model 'bad': the key is wrong.", "Model 'bad': the key is wrong."]);
    }

    [Fact]
    public async Task Run_SpendingLimit_StopsTheRun()
    {
        CollectionReport report = await CollectAsync(
            new ScriptedProvider(Answer), new CollectorOptions { Rewrites = 0, OriginalDecodes = 5, Parallel = 1, MaxCostUsd = 120e-6 });

        report.Added.ShouldBe(3); // 50e-6 each: the third is begun below the limit
        report.Missing.ShouldBe(17);
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("maths/sum")]
    public async Task Run_Plan_AddsThatManyToThosePairs(string planned)
    {
        var provider = new ScriptedProvider(Answer);
        var options = new CollectorOptions { Rewrites = 2, Decodes = 1 };
        await CollectAsync(provider, options);

        CollectionReport report = await CollectAsync(provider, options, [(planned, "good", 3)]);

        (report.Present, report.Added).ShouldBe((8, 3));
        ObservationTable table = ObservationTableReader.Read([_folder.FullName]);
        var pair = Enumerable.Range(0, table.Count).Where(j => table.Queries[table.Query[j]].Id == "maths/sum" && table.Models[table.Model[j]] == "good");
        pair.Select(j => (table.Rewrite[j], table.Decode[j])).Order().ShouldBe([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]);
    }

    [Fact]
    public async Task Run_PlanOfAnUnknownQuery_IsRefused() =>
        (await Should.ThrowAsync<ArgumentException>(() => CollectAsync(new ScriptedProvider(Answer), new CollectorOptions(), [("other", "good", 1)])))
            .Message.ShouldBe("The plan names query 'other', which is not among the queries.");

    [Fact]
    public async Task Run_SimulatedPool_MarksItsRowsAsSimulated()
    {
        var collector = new ObservationCollector(CollectionModel.Simulated, null, new CollectorOptions { Rewrites = 0, OriginalDecodes = 2 });

        CollectionReport report = await collector.RunAsync(Queries, _folder.FullName, null, null, CancellationToken.None);

        report.Added.ShouldBe(Queries.Length * CollectionModel.Simulated.Count * 2);
        ObservationTableReader.Read([_folder.FullName]).IsSimulated.ShouldBeTrue();
    }

    [Fact]
    public async Task Run_ModelWithoutPrices_IsRefused()
    {
        var collector = new ObservationCollector(
            [new CollectionModel("free", Settings() with { OutputUsdPerMillionTokens = null })], null, new CollectorOptions { Rewrites = 0 }, _ => new ScriptedProvider(Answer));

        (await Should.ThrowAsync<ArgumentException>(() => collector.RunAsync(Queries, _folder.FullName, null, null, CancellationToken.None)))
            .Message.ShouldBe("Model 'free': its prices per million tokens are not known; observations need a cost.");
    }

    private Task<CollectionReport> CollectAsync(ScriptedProvider provider, CollectorOptions options, IReadOnlyList<(string, string, int)>? plan = null) =>
        new ObservationCollector([new("good", Settings()), new("bad", Settings())], new("rewriter", Settings()), options, name => name == "scripted" ? provider : null)
            .RunAsync(Queries, _folder.FullName, plan, null, CancellationToken.None);

    private static ModelSettings Settings() => new() { Provider = "scripted", InputUsdPerMillionTokens = 1, OutputUsdPerMillionTokens = 2 };

    /// <summary>The rewriter rewords, good is right, bad is wrong.</summary>
    private static string Answer(string model, string prompt, int call) => model switch
    {
        "rewriter" when prompt.Contains("2 plus 3", StringComparison.Ordinal) => """["What do 2 and 3 sum to?", "Compute 2 plus 3."]""",
        "rewriter" => """["Which of these is a metal?", "Name the metal."]""",
        "good" => prompt.Contains("metal", StringComparison.Ordinal) ? "Final Answer: A" : "Final Answer: 5",
        _ => "Final Answer: B 6",
    };
}
