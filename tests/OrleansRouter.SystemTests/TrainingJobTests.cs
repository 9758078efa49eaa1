using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace OrleansRouter.SystemTests;

/// <summary>Training jobs in real processes: whoever works, and whatever is killed, the policies are the same bytes.</summary>
public sealed partial class TrainingJobTests(ITestOutputHelper output)
{
    private const string GroupSettings = """
        {"leaseTerm":"00:00:02","simulatedQueries":400,"jobs":{"workers":2,"runningJobs":5,"pollInterval":"00:00:00.050"}}
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Jobs_AnyNumberOfWorkers_PublishWhatOneProcessTrains(int workers)
    {
        using var folder = new JobFolder(workers);
        using var session = new JobSession();
        await using RouterProcess router = await folder.StartAsync();
        using HttpClient client = router.CreateClient(router.Keys["operator key"]);

        await session.AskAsync(client);

        await session.RequireSameResultsAsync(client);
    }

    [Fact]
    public async Task Jobs_ProcessIsKilledThreeTimes_GoOnFromTheLastFinishedTask_AndPublishTheSame()
    {
        using var folder = new JobFolder(workers: 2);
        using var session = new JobSession();
        string? key = null;
        // In the first stages, and twice among the rounds of the first job, while others fill the gaps between rounds.
        foreach (int tasks in new[] { 4, 100, 300 })
        {
            await using RouterProcess router = await folder.StartAsync();
            using HttpClient doomed = router.CreateClient(key ??= router.Keys["operator key"]);
            if (tasks == 4)
            {
                await session.AskAsync(doomed);
            }

            (await session.ReachAsync(doomed, tasks)).ShouldBeTrue("there is something left to be killed");
            output.WriteLine(await session.StandsAsync(doomed));
            await router.KillAsync();
        }

        await using RouterProcess last = await folder.StartAsync();
        using HttpClient client = last.CreateClient(key!);

        await session.RequireSameResultsAsync(client);
        string[] steps = await session.StepsAsync(client);
        steps.Count(step => step.StartsWith("published", StringComparison.Ordinal)).ShouldBe(5);
        output.WriteLine(string.Join('\n', steps.Where(step => step.Contains("begun again", StringComparison.Ordinal))));
    }

    [SkippableFact]
    public async Task Jobs_ThreeProcessesOverOneDatabase_CoordinatorIsKilled_AnotherGoesOn_AndPublishesTheSame()
    {
        await using ProcessGroup group = await ProcessGroup.StartAsync(3, GroupSettings);
        using var session = new JobSession();
        await session.AskAsync(group.Operators[0]);
        await session.ReachAsync(group.Operators[0], 10);

        int killed = await group.HolderAsync("training-jobs");
        await group.Processes[killed].KillAsync();
        int alive = (killed + 1) % 3;
        TimeSpan waited = await GatewayCalls.WithinAsync(
            TimeSpan.FromSeconds(30), "nobody took over", async () => await group.HolderAsync("training-jobs") != killed);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"another process moves jobs {waited.TotalSeconds:0.0} s after the kill"));

        await session.RequireSameResultsAsync(group.Operators[alive]);
        string[] steps = await session.StepsAsync(group.Operators[alive]);
        output.WriteLine(string.Join('\n', steps));
        steps.Select(step => WorkerCount().Match(step)).Where(count => count.Success).Max(count => int.Parse(count.Groups[1].Value, CultureInfo.InvariantCulture))
            .ShouldBeGreaterThan(2, "a process has two workers: several processes have shared a stage");
    }

    [GeneratedRegex("([0-9]+) workers")]
    private static partial Regex WorkerCount();

    /// <summary>A database of its own, and the settings of a process with so many workers.</summary>
    private sealed class JobFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleans-router-jobs-");

        public JobFolder(int workers) => File.WriteAllText(Config, string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"leaseTerm":"00:00:01","simulatedQueries":200,"jobs":{"workers":{{{workers}}},"runningJobs":5,"pollInterval":"00:00:00.050","folder":"{{{_folder.FullName}}}"}}"""));

        private string Config => Path.Combine(_folder.FullName, "gateway.json");

        public Task<RouterProcess> StartAsync() =>
            RouterProcess.StartAsync(_folder.FullName, "--config", Config, "--store", Path.Combine(_folder.FullName, "router.db"));

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
