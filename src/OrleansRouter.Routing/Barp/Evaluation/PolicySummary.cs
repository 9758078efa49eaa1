using OrleansRouter.Routing.Evaluation.Metrics;

namespace OrleansRouter.Routing.Barp.Evaluation;

/// <summary>Means and intervals of one policy over splits.</summary>
/// <param name="name">The policy.</param>
/// <param name="splits">Per split and policy the sums at every preference.</param>
/// <param name="weights">The preferences.</param>
/// <param name="tasks">In-tasks and out-tasks.</param>
internal sealed class PolicySummary(
    string name, IReadOnlyList<IReadOnlyDictionary<string, OutcomeSums[]>> splits, SimplexWeights[] weights, (string[] In, string[] Out) tasks)
{
    /// <summary>The report, its single numbers at one w_c.</summary>
    public BarpPolicyReport Report(double costWeight)
    {
        BarpCurvePoint[] curve = Curve(tasks.In);
        int table = Array.FindIndex(weights, w => w.Cost == costWeight);
        var score = tasks.In.Concat(tasks.Out).ToDictionary(task => task, task => Score(table, [task]));
        score["in"] = curve[table].Score;
        if (tasks.Out.Length > 0)
        {
            score["out"] = Score(table, tasks.Out);
        }

        return new BarpPolicyReport
        {
            Score = score,
            CostUsd = curve[table].CostUsd,
            Reward = curve[table].Reward,
            Curve = curve,
            OutCurve = tasks.Out.Length > 0 ? Curve(tasks.Out) : [],
        };
    }

    // A task so small that a split tests none of it counts in the other splits.
    private double Score(int w, string[] of) => splits.Select(s => s[name][w].Mean(of).Score).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private BarpCurvePoint[] Curve(string[] of) => [.. weights.Select((preference, w) =>
    {
        MeanOutcome[] own = Outcomes(name, w, of);
        double[] rewards = Rewards(own, preference);
        double[] leads = [.. Rewards(Outcomes(Contestants.Reinforce, w, of), preference).Zip(rewards, (barp, other) => barp - other)];
        return new BarpCurvePoint
        {
            CostWeight = preference.Cost,
            Score = own.Average(o => o.Score),
            CostUsd = own.Average(o => o.CostUsd),
            Reward = rewards.Average(),
            Reward95 = StudentInterval.Of(rewards),
            Lead = leads.Average(),
            Lead95 = StudentInterval.Of(leads),
        };
    })];

    private MeanOutcome[] Outcomes(string policy, int w, string[] of) => [.. splits.Select(s => s[policy][w].Mean(of))];

    private static double[] Rewards(MeanOutcome[] outcomes, SimplexWeights weights) => [.. outcomes.Select(o => weights.Reward(o.Score, o.NormalisedCost))];
}
