using BenchmarkDotNet.Attributes;
using OrleansRouter.Benchmarks.Peers;
using OrleansRouter.Learning.Bandits;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Benchmarks.Bandits;

/// <summary>1,000 rounds of choosing among 10 arms and learning from the reward; bench/peers/bandit_speed.py runs LinUCB's in numpy.</summary>
[Config(typeof(PeerConfig))]
public class BanditLoop
{
    private const int Rounds = 1_000, Arms = 10;
    private static readonly bool[] Eligible = [.. Enumerable.Repeat(true, Arms)];
    private Matrix<float> _contexts = null!;

    [Params("linucb", "linear-thompson", "epsilon-greedy")]
    public string Policy { get; set; } = "";

    [Params(32, 386)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Setup() => _contexts = RandomRows.Normal(Rounds, Dimension, seed: 1);

    [Benchmark]
    public double Run()
    {
        var statistics = BanditStatistics.Empty(Enumerable.Range(0, Arms).Select(k => $"arm-{k}"), Dimension);
        var learner = new BanditLearner(new LinearBandit(BanditPolicies.All.Get(Policy), statistics));
        var rng = new Rng(2);
        double earned = 0;
        for (int i = 0; i < Rounds; i++)
        {
            Span<float> context = _contexts.Row(i);
            BanditChoice choice = learner.Select(context, Eligible, rng);
            double reward = 0.5 + (0.1 * context[choice.Arm]);
            learner.Update(context, choice.Arm, reward);
            earned += reward;
        }

        return earned;
    }
}
