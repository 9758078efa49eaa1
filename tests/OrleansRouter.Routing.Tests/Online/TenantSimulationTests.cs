using System.Globalization;
using System.Text;
using OrleansRouter.Routing.Families;
using OrleansRouter.Routing.Online;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;
using Xunit.Abstractions;

namespace OrleansRouter.Routing.Tests.Online;

/// <summary>Tenants of three hidden kinds, and a model that joins: with 200 tenants what docs/online-learning.md tabulates.</summary>
public sealed class TenantSimulationTests(ITestOutputHelper output)
{
    private const int Requests = 240;
    private static readonly int[] Rounds = [10, 20, 30, 40, 60, 80, 120, 160, Requests];
    private static readonly int[] Ends = [20, 80, 160, Requests];

    // The 200 tenants of the documentation take ORLEANS_ROUTER_SIMULATED_TENANTS=200 and about half a minute.
    private static readonly int Tenants = int.Parse(
        Environment.GetEnvironmentVariable("ORLEANS_ROUTER_SIMULATED_TENANTS") ?? "40", CultureInfo.InvariantCulture);

    public static TheoryData<string> Worlds => [.. TenantWorld.All.Select(w => w.Name)];

    public static TheoryData<string, string> WorldsAndLearners
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (TenantWorld world in TenantWorld.All)
            {
                foreach (IOnlineLearner learner in OnlineLearners.Registry.All)
                {
                    data.Add(world.Name, learner.Name);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Worlds))]
    public void TenantsOfThreeKinds_StartFromTheSharedPolicyAndDepartFromItAsTheirOwnDataGrow(string world)
    {
        double[] fixedPolicy = Run(world, options: null);
        double[] own = Run(world, new OnlineOptions { SharedWeight = 0 });
        double[] pooled = Run(world, new OnlineOptions { SharedWeight = 1e9 });
        double[] both = Run(world, new OnlineOptions());
        double best = BestOf(world);
        Print(world, best, ("trained policy", fixedPolicy), ("own data only", own), ("all tenants' data as one", pooled), ("both (default)", both));

        // A tenant begins near the trained policy; in the end it has closed more than half of that policy's gap to knowing its kind.
        both[0].ShouldBeGreaterThan(fixedPolicy[0] - 0.03);
        (both[^1] - fixedPolicy[^1]).ShouldBeGreaterThan((best - fixedPolicy[^1]) / 2);
        both[^1].ShouldBeGreaterThan(pooled[^1]);
        both[^1].ShouldBeGreaterThan(own[^1]);
    }

    [Theory, MemberData(nameof(WorldsAndLearners))]
    public void NewModelThatIsBestForOneTask_TakesItOverWithinThirtyProbesPerKind(string name, string learner)
    {
        TenantWorld world = World(name);
        for (int kind = 0; kind < world.Kinds.Count; kind++)
        {
            var simulation = new TenantSimulation(world, seed: 3 + (ulong)kind);
            IOnlineState state = Served(simulation, OnlineLearners.Registry.Get(learner).Start(simulation.Base, new OnlineOptions()), kind);
            state = state.WithModels(world.Everyone);
            int probes = 0, requests = 0;
            while (PreferredOf20(simulation, state.Publish(1), world.NewcomerTask) < 18)
            {
                (OnlineOutcome outcome, _) = simulation.Serve(state.Publish(1), simulation.DrawTask(), kind, state.Models);
                state = state.Learn([outcome]);
                probes += outcome.ModelId == world.Newcomer.Id ? 1 : 0;
                (++requests).ShouldBeLessThan(5_000);
            }

            output.WriteLine($"{name}, {learner}, kind {kind}: {probes} probes in {requests} requests");
            probes.ShouldBeLessThanOrEqualTo(30);
            state = Served(simulation, state, kind);
            PreferredOf20(simulation, state.Publish(1), world.NewcomerTask).ShouldBeGreaterThanOrEqualTo(17);
            PreferredOf20(simulation, state.Publish(1), task: 0).ShouldBeLessThanOrEqualTo(3);
        }
    }

    private static TenantWorld World(string name) => TenantWorld.All.Single(w => w.Name == name);

    /// <summary>A tenant that has used the models for a while.</summary>
    private static IOnlineState Served(TenantSimulation simulation, IOnlineState state, int kind)
    {
        for (int i = 0; i < Requests; i++)
        {
            state = state.Learn([simulation.Serve(state.Publish(1), simulation.DrawTask(), kind, state.Models).Outcome]);
        }

        return state;
    }

    /// <summary>On how many of 20 prompts of a task the newcomer is expected to be the best for a preference of quality alone.</summary>
    private static int PreferredOf20(TenantSimulation simulation, Policy policy, int task) => Enumerable.Range(0, 20).Count(_ =>
    {
        var scores = new CandidateScore[policy.Router.Models.Count];
        policy.Router.Score(simulation.Embed(task), new Preference { CostWeight = 0, RiskAversion = 0 }, scores);
        return scores.MaxBy(s => s.Quality) == scores[^1];
    });

    private static double BestOf(string world)
    {
        var simulation = new TenantSimulation(World(world), seed: 7);
        return Enumerable.Range(0, Tenants).Average(tenant => simulation.Best(World(world).KindOf(tenant)));
    }

    /// <summary>Mean expected utility per stage of a tenant's life, over all tenants.</summary>
    /// <param name="name">Of the world.</param>
    /// <param name="options">How tenants learn; null: not at all.</param>
    private static double[] Run(string name, OnlineOptions? options)
    {
        var simulation = new TenantSimulation(World(name), seed: 7);
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
                Policy policy = options is null ? simulation.Base : states[tenant].Publish(1, options.SharedWeight > 0 ? shared : null);
                var batch = new List<OnlineOutcome>();
                for (int i = round; i < next; i++)
                {
                    (OnlineOutcome outcome, double expected) = simulation.Serve(policy, simulation.DrawTask(), World(name).KindOf(tenant), start.Models);
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

    private void Print(string world, double best, params (string Name, double[] Means)[] rows)
    {
        var text = new StringBuilder($"{world}, {Tenants} tenants, best {best:0.000}, requests up to: {string.Join(" | ", Ends)}\n");
        foreach ((string name, double[] means) in rows)
        {
            text.AppendLine($"{name,-28} {string.Join(" | ", means.Select(m => $"{m:0.000}"))}");
        }

        output.WriteLine(text.ToString());
    }
}
