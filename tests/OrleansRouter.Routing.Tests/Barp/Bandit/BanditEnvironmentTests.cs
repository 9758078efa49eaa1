using OrleansRouter.Learning;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Routing.Barp;
using OrleansRouter.Routing.Barp.Bandit;
using OrleansRouter.Routing.Barp.Baselines;
using OrleansRouter.Routing.Barp.Policy;
using OrleansRouter.Routing.Barp.Training;

namespace OrleansRouter.Routing.Tests.Barp.Bandit;

public class BanditEnvironmentTests
{
    private const int Queries = 31, Arms = 3;

    public static IEnumerable<object[]> Learners =>
        from head in Enum.GetValues<DecisionHead>()
        from advantage in Enum.GetValues<AdvantageKind>()
        select new object[] { head, advantage };

    [Theory, MemberData(nameof(Learners))]
    public void Training_ReadsOneOutcomePerQueryAndPass_AndWhatItNeverReadDoesNotMatter(DecisionHead head, AdvantageKind advantage)
    {
        var options = new BarpOptions { Head = head, Advantage = advantage, Epochs = 3, HiddenWidth = 8, BatchRows = 8 };
        var table = CountingOutcomes.World(Queries, Arms);
        float[] policy = Probe(options, table);

        int[] perQuery = [.. Enumerable.Range(0, Queries).Select(i => Enumerable.Range(0, Arms).Sum(k => table.Reads[i, k]))];
        perQuery.ShouldAllBe(reads => reads == 3);
        table.Reads.Cast<int>().Count(reads => reads == 0).ShouldBeGreaterThan(0);

        var elsewhere = new CountingOutcomes(Queries, Arms, (i, k) => table.Reads[i, k] > 0 ? World(i, k) : throw new InvalidOperationException("This outcome was never asked for."));
        Probe(options, elsewhere).ShouldBe(policy);
    }

    [Theory]
    [InlineData("linucb")]
    [InlineData("linear-thompson")]
    [InlineData("epsilon-greedy")]
    public void ClassicBandits_ReadOneOutcomePerQueryAndPass(string rule)
    {
        var table = CountingOutcomes.World(Queries, Arms);

        LinearBanditPolicy.Train(BanditPolicies.All.Get(rule), CountingOutcomes.Features(Queries), new BanditEnvironment(table), 2, 4, 1, FitContext.Default);

        Enumerable.Range(0, Queries).ShouldAllBe(i => Enumerable.Range(0, Arms).Sum(k => table.Reads[i, k]) == 2);
    }

    [Fact]
    public void Pull_ShowsTheOutcomeAndCountsIt()
    {
        var environment = new BanditEnvironment(CountingOutcomes.World(4, 2));

        environment.Pull(1, 1, [0.25, 0.75]).ShouldBe(new ArmOutcome(0.9, 0.5));
        environment.Pull(1, 1, [0.5, 0.5]);

        environment.Pulls.ShouldBe(2);
        environment.SeenCells.ShouldBe(1);
        environment.Memory.Quality[1, 1].ShouldBe(0.9);
        environment.Memory.Cost[1, 1].ShouldBe(0.5);
        double.IsNaN(environment.Memory.Quality[1, 0]).ShouldBeTrue();
        environment.Memory.Inclusion(1, 0).ShouldBe(1 - (0.75 * 0.5), 1e-15);
        environment.Memory.Inclusion(1, 1).ShouldBe(1 - (0.25 * 0.5), 1e-15);
        environment.Memory.Inclusion(0, 0).ShouldBe(0);
    }

    [Fact]
    public void Pull_ModelThatCannotBeAsked_IsRefused() => Should.Throw<ArgumentException>(
        () => new BanditEnvironment(CountingOutcomes.World(4, 2)).Pull(0, 1, [0.5, 0.5])).Message.ShouldStartWith("Model 1 cannot be asked about query 0.");

    private static ArmOutcome World(int query, int arm) => CountingOutcomes.World(Queries, Arms).Read(query, arm);

    /// <summary>What the trained policy answers at some points: equal policies give equal numbers.</summary>
    private static float[] Probe(BarpOptions options, IOutcomeTable table)
    {
        var features = CountingOutcomes.Features(Queries);
        TrainedPolicy policy = BarpTraining.Run(features, new BanditEnvironment(table), options, seed: 4, FitContext.Default);
        var network = PolicyNetwork.Of(policy.Network, policy.Shape);
        float[] answers = new float[Queries * 3 * Arms];
        double[] quality = new double[Arms], cost = new double[Arms];
        for (int i = 0; i < Queries; i++)
        {
            policy.Rewards.Predict(features.Row(i), quality, cost);
            Span<float> destination = answers.AsSpan(3 * Arms * i, 3 * Arms);
            for (int k = 0; k < Arms; k++)
            {
                (destination[k], destination[Arms + k]) = ((float)quality[k], (float)cost[k]);
            }

            network?.Run(features.Row(i), SimplexWeights.OfCost(0.3), destination[(2 * Arms)..]);
        }

        return answers;
    }
}
