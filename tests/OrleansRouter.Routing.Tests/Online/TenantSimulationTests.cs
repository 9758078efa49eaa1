using System.Text;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;
using Xunit.Abstractions;

namespace OrleansRouter.Routing.Tests.Online;

/// <summary>200 tenants of three hidden kinds, and a model that joins: what docs/online-learning.md tabulates.</summary>
public sealed class TenantSimulationTests(ITestOutputHelper output)
{
    private const int Tenants = 200;
    private const int Requests = 240;
    private static readonly int[] Rounds = [10, 20, 30, 40, 60, 80, 120, 160, Requests];
    private static readonly int[] Ends = [20, 80, 160, Requests];

    [Fact]
    public void TenantsOfThreeKinds_StartFromTheSharedPolicyAndDepartFromItAsTheirOwnDataGrow()
    {
        double[] fixedPolicy = Run(options: null);
        double[] own = Run(new OnlineOptions { SharedWeight = 0 });
        double[] pooled = Run(new OnlineOptions { SharedWeight = 1e9 });
        double[] both = Run(new OnlineOptions());
        Print(("trained policy", fixedPolicy), ("own data only", own), ("all tenants' data as one", pooled), ("both (default)", both));

        // The best choice earns 0.8; the trained policy is right for the largest kind only, half of the tenants.
        both[0].ShouldBeGreaterThan(fixedPolicy[0] - 0.03);
        both[^1].ShouldBeGreaterThan(0.75);
        both[^1].ShouldBeGreaterThan(pooled[^1] + 0.05);
        both[^1].ShouldBeGreaterThan(fixedPolicy[^1] + 0.1);
        both[^1].ShouldBeGreaterThan(own[^1]);
    }

    [Theory]
    [InlineData("linucb")]
    [InlineData("linear-thompson")]
    [InlineData("epsilon-greedy")]
    public void NewModelThatIsBestForOneTask_TakesItOverWithinThirtyProbesPerKind(string learner)
    {
        for (int kind = 0; kind < 3; kind++)
        {
            var simulation = new TenantSimulation(seed: 3 + (ulong)kind);
            IOnlineState state = Learned(simulation, learner, kind);
            string[] models = [.. TenantSimulation.Profiles.Select(p => p.Id), "newcomer"];
            state = state.WithModels([.. TenantSimulation.Profiles, new ModelProfile("newcomer", 1, 1)]);
            int probes = 0, requests = 0;
            while (PreferredOf20(simulation, state.Publish(1), task: 1) < 18)
            {
                (OnlineOutcome outcome, _) = simulation.Serve(state.Publish(1), simulation.DrawTask(), kind, models);
                state = state.Learn([outcome]);
                probes += outcome.ModelId == "newcomer" ? 1 : 0;
                (++requests).ShouldBeLessThan(5_000);
            }

            output.WriteLine($"{learner}, kind {kind}: {probes} probes in {requests} requests");
            probes.ShouldBeLessThanOrEqualTo(30);
            for (int i = 0; i < Requests; i++)
            {
                state = state.Learn([simulation.Serve(state.Publish(1), simulation.DrawTask(), kind, models).Outcome]);
            }

            PreferredOf20(simulation, state.Publish(1), task: 1).ShouldBeGreaterThanOrEqualTo(18);
            PreferredOf20(simulation, state.Publish(1), task: 0).ShouldBeLessThanOrEqualTo(2);
        }
    }

    /// <summary>A tenant that has used the old models for a while.</summary>
    private static IOnlineState Learned(TenantSimulation simulation, string learner, int kind)
    {
        IOnlineState state = OnlineLearners.Registry.Get(learner).Start(simulation.Base, new OnlineOptions());
        for (int i = 0; i < Requests; i++)
        {
            state = state.Learn([simulation.Serve(state.Publish(1), simulation.DrawTask(), kind, state.Models).Outcome]);
        }

        return state;
    }

    /// <summary>On how many of 20 prompts of a task the newcomer is expected to be the best.</summary>
    private static int PreferredOf20(TenantSimulation simulation, Policy policy, int task) => Enumerable.Range(0, 20).Count(_ =>
    {
        var scores = new CandidateScore[policy.Router.Models.Count];
        policy.Router.Score(simulation.Embed(task), new Preference { RiskAversion = 0 }, scores);
        return scores.MaxBy(s => s.Quality) == scores[^1];
    });

    /// <summary>Mean expected score per stage of a tenant's life, over all tenants: 50 % of kind 0, 30 % of kind 1, 20 % of kind 2.</summary>
    /// <param name="options">How tenants learn; null: not at all.</param>
    private static double[] Run(OnlineOptions? options)
    {
        var simulation = new TenantSimulation(seed: 7);
        IOnlineState start = OnlineLearners.Registry.Get(options?.Learner ?? "linucb").Start(simulation.Base, options ?? new OnlineOptions());
        IOnlineState shared = start;
        IOnlineState[] states = [.. Enumerable.Repeat(start, Tenants)];
        double[] sums = new double[Ends.Length];
        int round = 0;
        foreach (int next in Rounds)
        {
            var all = new List<OnlineOutcome>();
            for (int tenant = 0; tenant < Tenants; tenant++)
            {
                int kind = tenant % 10 < 5 ? 0 : tenant % 10 < 8 ? 1 : 2;
                Policy policy = options is null ? simulation.Base : states[tenant].Publish(1, options.SharedWeight > 0 ? shared : null);
                var batch = new List<OnlineOutcome>();
                for (int i = round; i < next; i++)
                {
                    (OnlineOutcome outcome, double expected) = simulation.Serve(policy, simulation.DrawTask(), kind, start.Models);
                    batch.Add(outcome);
                    sums[Array.FindIndex(Ends, end => i < end)] += expected;
                }

                states[tenant] = options is null ? start : states[tenant].Learn(batch);
                all.AddRange(batch);
            }

            shared = options is { SharedWeight: > 0 } ? shared.Learn(all) : start;
            round = next;
        }

        return [.. sums.Select((sum, s) => sum / Tenants / (Ends[s] - (s == 0 ? 0 : Ends[s - 1])))];
    }

    private void Print(params (string Name, double[] Means)[] rows)
    {
        var text = new StringBuilder($"requests up to: {string.Join(" | ", Ends)}\n");
        foreach ((string name, double[] means) in rows)
        {
            text.AppendLine($"{name,-28} {string.Join(" | ", means.Select(m => $"{m:0.000}"))}");
        }

        output.WriteLine(text.ToString());
    }
}
