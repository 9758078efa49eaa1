using System.Globalization;
using OrleansRouter.Grains.Rollouts;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;

namespace OrleansRouter.Benchmarks.OffPolicy;

/// <summary>
/// Simulated rollouts of a candidate that is better or worse by a known difference, gate looked at after every scored decision: what becomes of
/// them, and after how many scored decisions.
/// </summary>
/// <remarks>
/// Four models earn 0 or 1 with probabilities that depend on the prompt. The current policy and the candidate choose different models for half
/// of the prompts; elsewhere they agree.
/// </remarks>
internal static class RolloutTable
{
    private const int Models = 4;

    public static void Print(int runs, int most, double difference, double floor, RolloutSettings settings)
    {
        var ends = new (RolloutStage Stage, long[] Decisions)[runs];
        for (int run = 0; run < runs; run++)
        {
            ends[run] = Run(most, difference, floor, settings, Rng.Stream(4, (ulong)run));
        }

        long[] promoted = [.. ends.Where(e => e.Stage == RolloutStage.Watch).Select(e => e.Decisions.Sum()).Order()];
        string counts = promoted.Length == 0 ? "– | – | –" : $"{At(promoted, 0.1)} | {At(promoted, 0.5)} | {At(promoted, 0.9)}";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {difference:+0.00;-0.00;0} | {(settings.Shadow ? $"shadow (floor {floor}), " : "")}canary {settings.CanaryShare} | {promoted.Length} | {ends.Count(e => e.Stage == RolloutStage.RolledBack)} | {ends.Count(e => e.Stage < RolloutStage.Watch)} | {counts} |"));
    }

    private static (RolloutStage Stage, long[] Decisions) Run(int most, double difference, double floor, RolloutSettings settings, Rng rng)
    {
        var now = DateTimeOffset.UnixEpoch;
        RolloutState state = RolloutTransitions.Start(
            "acme", new RolloutState(), new RolloutStart("new", "old", settings, new RewardRule(), "k1"), now);
        var decisions = new long[2];
        for (int i = 1; i <= most && state.Run is { Stage: RolloutStage.Shadow or RolloutStage.Canary } run; i++)
        {
            PolicyContrast row = Draw(difference, floor, run, rng);
            decisions[(int)run.Stage]++;
            state = RolloutTransitions.Learn(state, new RolloutBatch(run.Number, run.StageNumber, [row], i), now);
        }

        return (state.Run!.Stage, decisions);
    }

    /// <summary>The candidate's choice earns the difference twice where the policies disagree, which is every other time.</summary>
    private static PolicyContrast Draw(double difference, double floor, RolloutRun run, Rng rng)
    {
        int current = rng.NextInt(Models), candidate = rng.NextInt(2) == 0 ? current : (current + 1 + rng.NextInt(Models - 1)) % Models;
        double[] pi0 = Policy(current, floor), pi1 = Policy(candidate, floor);
        double[] logged = [.. pi0.Zip(pi1, (a, b) => ((1 - run.CandidateShare) * a) + (run.CandidateShare * b))];
        double success = 0.5 + (0.3 * (rng.NextDouble() - 0.5));
        double draw = rng.NextDouble();
        int taken = 0;
        for (draw -= logged[0]; draw >= 0 && taken < Models - 1; draw -= logged[taken])
        {
            taken++;
        }

        // The floor takes the same share of both policies, so that the difference of what is served is smaller by it.
        double gain = 2 * difference / (1 - (Models * floor));
        double chance = success + (candidate != current && taken == candidate ? gain : 0);
        double reward = rng.NextDouble() < chance ? 1 : 0;
        return PolicyContrast.Of(pi1, pi0, logged, taken, reward, run.MaxWeight * (1 + 1e-9));
    }

    private static double[] Policy(int favourite, double floor) =>
        [.. Enumerable.Range(0, Models).Select(k => floor + (k == favourite ? 1 - (Models * floor) : 0))];

    private static long At(long[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];
}
