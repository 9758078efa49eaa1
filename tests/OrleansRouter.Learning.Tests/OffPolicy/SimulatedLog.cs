using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;

namespace OrleansRouter.Learning.Tests.OffPolicy;

/// <summary>A small world whose true values are known: eight equally likely contexts, four actions, rewards 0 or 1.</summary>
internal static class SimulatedLog
{
    private const int Contexts = 8, Actions = 4;

    /// <summary>P(r = 1|x, a), between 0.1 and 0.9.</summary>
    private static double Success(int x, int a) => 0.1 + (0.8 * (((x * 5) + (a * 3)) % 7) / 6);

    /// <summary>What a biased model of rewards expects.</summary>
    private static double Predicted(int x, int a) => (0.7 * Success(x, a)) + 0.1;

    /// <summary>The logging policy: 0.55 on one action, 0.15 on each other.</summary>
    private static double Logged(int x, int a) => a == x % Actions ? 0.55 : 0.15;

    /// <summary>The evaluated policy: 0.7 on another action, 0.1 on each other; weights reach 4.7.</summary>
    private static double Target(int x, int a) => a == (x + 1) % Actions ? 0.7 : 0.1;

    /// <summary>The evaluated policy's true value.</summary>
    public static double TrueValue { get; } = Mean((x, a) => Target(x, a) * Success(x, a));

    /// <summary>Its expectation under weights capped at <paramref name="cap"/>.</summary>
    public static double ClippedValue(double cap) =>
        Mean((x, a) => Logged(x, a) * Math.Min(Target(x, a) / Logged(x, a), cap) * Success(x, a));

    /// <summary>Draws rows.</summary>
    public static IEnumerable<LoggedOutcome> Draw(int rows, Rng rng)
    {
        for (int i = 0; i < rows; i++)
        {
            int x = rng.NextInt(Contexts), a = 0;
            for (double u = rng.NextDouble() - Logged(x, 0); u >= 0 && a < Actions - 1; u -= Logged(x, a))
            {
                a++;
            }

            double reward = rng.NextDouble() < Success(x, a) ? 1 : 0;
            double value = Enumerable.Range(0, Actions).Sum(b => Target(x, b) * Predicted(x, b));
            yield return new LoggedOutcome(Logged(x, a), Target(x, a), reward, Predicted(x, a), value);
        }
    }

    /// <summary>An evaluator that has seen <paramref name="rows"/>.</summary>
    public static OffPolicyEvaluator Evaluate(IEnumerable<LoggedOutcome> rows, OffPolicyOptions options)
    {
        var evaluator = new OffPolicyEvaluator(options);
        ulong unit = 0;
        foreach (LoggedOutcome row in rows)
        {
            evaluator.Add(unit++, row);
        }

        return evaluator;
    }

    private static double Mean(Func<int, int, double> term) => (
        from x in Enumerable.Range(0, Contexts)
        from a in Enumerable.Range(0, Actions)
        select term(x, a)).Sum() / Contexts;
}
