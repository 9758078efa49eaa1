using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Routing.Data;
using OrleansRouter.Routing.Policies;
using Xunit.Abstractions;

namespace OrleansRouter.SystemTests;

/// <summary>Three gateway processes over one PostgreSQL database: what one changes holds in all, and one at a time learns.</summary>
public sealed class SeveralProcessesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task KeysPoliciesAndStatistics_OfOneProcess_AreThoseOfAll()
    {
        await using ProcessGroup group = await ProcessGroup.StartAsync(3);
        // The first request of a process compiles what it runs.
        await Task.WhenAll(group.Tenants.Select(t => GatewayCalls.ChatAsync(t, "Good morning.")));

        await RequireRevocationHoldsEverywhereAsync(group);
        await RequirePolicyServesEverywhereAsync(group);
        await RequireStatisticsAreMergedAsync(group);
    }

    [SkippableFact]
    public async Task LearnerIsKilled_AndTheNextPaused_AnotherGoesOn_AndEveryFeedbackCountsOnce()
    {
        await using ProcessGroup group = await ProcessGroup.StartAsync(3);
        using var settings = JsonContent.Create(new { enabled = true, feedback_per_version = 10 });
        await GatewayCalls.SendAsync(group.Operators[0], HttpMethod.Patch, "/admin/v1/tenants/default/learning", settings);
        var session = new RatingSession(group);
        await session.RateAsync(60);

        int killed = await group.LearnerAsync();
        Task rating = session.RateAsync(60);
        await Task.Delay(50);
        session.Leave(killed);
        await group.Processes[killed].KillAsync();
        await rating;
        int second = await TakeOverAsync(group, killed);

        session.Leave(second);
        group.Processes[second].Signal("STOP");
        await session.RateAsync(40);
        int third = await TakeOverAsync(group, second);
        group.Processes[second].Signal("CONT");
        await session.RateAsync(20);

        new[] { killed, second, third }.ShouldBeUnique();
        foreach (int alive in new[] { second, third })
        {
            await GatewayCalls.WithinAsync(
                Patience, "not every feedback was learned", async () => (await ProcessGroup.LearnedAsync(group.Operators[alive])).Learned >= session.Rated);
            (await ProcessGroup.LearnedAsync(group.Operators[alive])).ShouldBe((session.Rated, 0));
        }
    }

    private async Task<int> TakeOverAsync(ProcessGroup group, int former)
    {
        TimeSpan waited = await GatewayCalls.WithinAsync(Patience, "nobody took over", async () => await group.LearnerAsync() != former);
        output.WriteLine(FormattableString.Invariant($"another process learns {waited.TotalSeconds:0.0} s after it was looked for"));
        return await group.LearnerAsync();
    }

    private async Task RequireRevocationHoldsEverywhereAsync(ProcessGroup group)
    {
        using var wanted = JsonContent.Create(new { scope = "tenant_use", tenant_id = "default", label = "to be revoked" });
        using HttpResponseMessage made = await group.Operators[0].PostAsync("/admin/v1/keys", wanted);
        string key = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString()!;
        HttpClient[] clients = [.. group.Processes.Select(p => p.CreateClient(key))];
        async Task<bool> AllAnswer(HttpStatusCode status)
        {
            HttpStatusCode[] answers = await Task.WhenAll(clients.Select(async c =>
            {
                using HttpResponseMessage answer = await c.GetAsync("/v1/models");
                return answer.StatusCode;
            }));
            return answers.All(answer => answer == status);
        }

        TimeSpan accepted = await GatewayCalls.WithinAsync(Patience, "a new key is not accepted", () => AllAnswer(HttpStatusCode.OK));
        await GatewayCalls.SendAsync(group.Operators[0], HttpMethod.Delete, $"/admin/v1/keys/{key.Split('-')[1]}");
        TimeSpan refused = await GatewayCalls.WithinAsync(Patience, "a revoked key is accepted", () => AllAnswer(HttpStatusCode.Unauthorized));
        output.WriteLine(FormattableString.Invariant(
            $"a new key is accepted everywhere after {accepted.TotalMilliseconds:0} ms, a revoked one refused after {refused.TotalMilliseconds:0} ms"));
        Array.ForEach(clients, c => c.Dispose());
    }

    private async Task RequirePolicyServesEverywhereAsync(ProcessGroup group)
    {
        using var file = new ByteArrayContent(PolicyFile.ToBytes(AlwaysTheFirst()));
        await GatewayCalls.SendAsync(group.Operators[1], HttpMethod.Post, "/admin/v1/policies?id=first", file);
        using var promoted = JsonContent.Create(new { policy_id = "first" });
        await GatewayCalls.SendAsync(group.Operators[1], HttpMethod.Put, "/admin/v1/default-policy", promoted);

        TimeSpan served = await GatewayCalls.WithinAsync(Patience, "a published policy is not served", async () =>
        {
            (string Decision, string Policy)[] answers = await Task.WhenAll(group.Tenants.Select(t => GatewayCalls.ChatAsync(t, "Which policy?")));
            return answers.All(a => a.Policy == "first");
        });
        output.WriteLine(FormattableString.Invariant($"a published policy serves everywhere after {served.TotalMilliseconds:0} ms"));
    }

    private static async Task RequireStatisticsAreMergedAsync(ProcessGroup group)
    {
        long before = await ScoresAsync(group.Operators[0]);
        foreach (int i in Enumerable.Range(0, 30))
        {
            (string decision, _) = await GatewayCalls.ChatAsync(group.Tenants[i % 3], $"question {i}");
            await GatewayCalls.RateAsync(group.Tenants[(i + 1) % 3], decision, 0.5, $"statistics-{i}");
        }

        await GatewayCalls.WithinAsync(
            Patience, "the scores of all processes are merged", async () => await ScoresAsync(group.Operators[2]) >= before + 30);
        (await ScoresAsync(group.Operators[2])).ShouldBe(before + 30);
    }

    /// <summary>How many scores the models have, over all processes.</summary>
    private static async Task<long> ScoresAsync(HttpClient @operator)
    {
        long total = 0;
        foreach (string id in new[] { "sim-1", "sim-2", "sim-3", "sim-4" })
        {
            JsonElement model = await @operator.GetFromJsonAsync<JsonElement>($"/admin/v1/models/{id}");
            total += model.GetProperty("statistics").GetProperty("score").GetProperty("count").GetInt64();
        }

        return total;
    }

    private static Policy AlwaysTheFirst()
    {
        const int rows = 20;
        var scores = new Matrix<double>(rows, 4);
        var costs = new Matrix<double>(rows, 4);
        for (int i = 0; i < rows; i++)
        {
            scores[i, 0] = 1;
            costs.Row(i).Fill(0.01);
        }

        var table = new ScoreTable
        {
            Source = "test",
            IsSimulated = true,
            Models = ["sim-1", "sim-2", "sim-3", "sim-4"],
            Queries = [.. Enumerable.Range(0, rows).Select(i => new Query(i.ToString(CultureInfo.InvariantCulture), "test", $"question {i}"))],
            Scores = scores,
            CostsUsd = costs,
        };
        return PolicyTrainer.Train(
            table, PolicyComponents.Default.Families.Get("best-fixed"), null, PolicyComponents.Default.Encoders.Get("lexical"), seed: 1, FitContext.Default);
    }

    /// <summary>Chats with one process and rates through another; what a killed process left unanswered is sent again elsewhere.</summary>
    private sealed class RatingSession(ProcessGroup group)
    {
        private readonly HashSet<int> _left = [];
        private int _next;
        private int _rated;

        /// <summary>Distinct feedbacks that were acknowledged.</summary>
        public long Rated => _rated;

        /// <summary>Sends no new requests to a process.</summary>
        public void Leave(int process)
        {
            lock (_left)
            {
                _left.Add(process);
            }
        }

        public Task RateAsync(int count) => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < count / 4; i++)
            {
                int id = Interlocked.Increment(ref _next);
                (string decision, string policy) = await TryAsync(id, t => GatewayCalls.ChatAsync(t, $"Explain step {id} of the proof."));
                await TryAsync(id + 1, async t =>
                {
                    await GatewayCalls.RateAsync(t, decision, id % 2, $"rating-{id}");
                    return policy;
                });
                Interlocked.Increment(ref _rated);
            }
        })));

        private async Task<T> TryAsync<T>(int id, Func<HttpClient, Task<T>> send)
        {
            for (int attempt = 0; ; attempt++)
            {
                try
                {
                    return await send(group.Tenants[Choose(id + attempt)]);
                }
                catch (Exception e) when (e is HttpRequestException or IOException && attempt < 10)
                {
                    await Task.Delay(10);
                }
            }
        }

        private int Choose(int id)
        {
            lock (_left)
            {
                int[] there = [.. Enumerable.Range(0, group.Processes.Length).Where(p => !_left.Contains(p))];
                return there[id % there.Length];
            }
        }
    }
}
