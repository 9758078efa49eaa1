using System.Diagnostics;
using System.Text.Json;
using Xunit.Abstractions;

namespace OrleansRouter.SystemTests;

/// <summary>A served policy learns from feedback in a real process, whose best model changes and which is killed twice.</summary>
public sealed class OnlineLearningTests(ITestOutputHelper output)
{
    private const int FirstHalf = 200;
    private const int Step = 20;
    private const int Window = 80;
    private const int MostToFollow = 800;

    [Fact]
    public async Task BestModelChangesAtHalfTimeAndTwoKills_ThePolicyFollows_AndEveryFeedbackCountsOnce()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orleans-router-learning-");
        try
        {
            await using var session = new LearningSession(folder.FullName);
            await session.StartAsync();
            await session.SendAsync(HttpMethod.Patch, "/admin/v1/tenants/default", new { preference = new { cost_weight = 0, risk_aversion = 0 } });
            await session.SendAsync(
                HttpMethod.Patch,
                "/admin/v1/tenants/default/learning",
                new { enabled = true, forgetting = 0.985, feedback_per_version = 10, versions_kept = 1000, optimism = 1.5, probe_share = 0.03 });
            await ServePacedAsync(session, FirstHalf / 2);
            await session.KillInFlightAsync();
            await ServePacedAsync(session, FirstHalf / 2);

            await session.TurnOverAsync();
            int followed = await FollowAsync(session);
            output.WriteLine($"within 5 % of the new best after {followed} feedbacks; {session.Acknowledged} in all");

            await RequireEveryFeedbackCountedOnceAsync(session);
            await RequireReceiptsOfOldAndNewVersionsRecomputeAsync(session);
            (await session.MetricsAsync()).ShouldContain("orleans_router_policy_version{line=\"tenants\"}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <returns>How many feedbacks it took until the models chosen for a window of requests were worth 95 % of the best.</returns>
    private static async Task<int> FollowAsync(LearningSession session)
    {
        string[] worstFirst = [.. LearningSession.Ranked.Select(m => m.Id)];
        double Quality(string model) => LearningSession.Ranked[^(Array.IndexOf(worstFirst, model) + 1)].Quality;
        double best = LearningSession.Ranked[^1].Quality;
        int start = session.Acknowledged, requests = session.Models.Count;
        session.Models.TakeLast(Window).Average(Quality).ShouldBeLessThan(0.85 * best, "what was chosen before is not what is best now");
        await session.ServeAsync(Step);
        await session.KillInFlightAsync();
        while (session.Models.Count - requests < Window || session.Models.TakeLast(Window).Average(Quality) < 0.95 * best)
        {
            await ServePacedAsync(session, Step);
            (session.Acknowledged - start).ShouldBeLessThan(
                MostToFollow, $"the last window was worth {session.Models.TakeLast(Window).Average(Quality):0.000} of {best:0.000}");
        }

        return session.Acknowledged - start;
    }

    /// <summary>Requests do not outrun learning here, so that what is counted is feedback and not the pace of the machine.</summary>
    private static async Task ServePacedAsync(LearningSession session, int requests)
    {
        for (int i = 0; i < requests; i += Step)
        {
            await LearnedAsync(session);
            await session.ServeAsync(Step);
        }
    }

    private static async Task RequireEveryFeedbackCountedOnceAsync(LearningSession session)
    {
        JsonElement status = await LearnedAsync(session);
        status.GetProperty("feedback_learned").GetInt64().ShouldBe(session.Acknowledged);
        status.GetProperty("feedback_skipped").GetInt64().ShouldBe(0);
        status.GetProperty("line").GetProperty("serves").GetBoolean().ShouldBeTrue();
    }

    /// <summary>Waits until all feedback is learned and the version that was published last serves.</summary>
    private static async Task<JsonElement> LearnedAsync(LearningSession session)
    {
        // A version that was published just now serves when the next snapshot has been taken.
        bool HasTakenEffect(JsonElement s) =>
            s.GetProperty("feedback_learned").GetInt64() >= session.Acknowledged && s.GetProperty("line").GetProperty("serves").GetBoolean();

        var waited = Stopwatch.StartNew();
        JsonElement status;
        do
        {
            await Task.Delay(100);
            status = await session.StatusAsync();
        }
        while (!HasTakenEffect(status) && waited.Elapsed < TimeSpan.FromSeconds(30));

        return status;
    }

    private static async Task RequireReceiptsOfOldAndNewVersionsRecomputeAsync(LearningSession session)
    {
        var versions = new HashSet<string>();
        for (int i = 0; i < session.Decisions.Count; i += 10)
        {
            JsonElement receipt = await session.ReceiptAsync(session.Decisions[i]);
            receipt.GetProperty("verification").GetProperty("matches").GetBoolean().ShouldBeTrue(receipt.ToString());
            versions.Add(receipt.GetProperty("policy_hash").GetString()!);
        }

        versions.Count.ShouldBeGreaterThan(3);
    }
}
