using System.Diagnostics;
using System.Globalization;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;

namespace OrleansRouter.Benchmarks.OffPolicy;

/// <summary>How long evaluation takes on many rows: SNIPS alone, and DR with its cross-fitted model of rewards (16 features, 4 actions), which reads the rows twice.</summary>
internal static class SpeedTable
{
    private const int Features = 16, Actions = 4;
    private static readonly string[] Names = ["m0", "m1", "m2", "m3"];

    public static void Print(int rows)
    {
        (float[] contexts, byte[] actions, float[] rewards) = Draw(rows);
        var clock = Stopwatch.StartNew();
        var plain = new OffPolicyEvaluator(new OffPolicyOptions());
        for (int i = 0; i < rows; i++)
        {
            plain.Add((ulong)i, new LoggedOutcome(Logged(actions[i]), Target(actions[i]), rewards[i]));
        }

        OffPolicyReport snips = plain.Report(1);
        TimeSpan snipsTime = clock.Elapsed;
        clock.Restart();
        var fit = new RewardModelFit(Features, new RewardModelOptions());
        for (int i = 0; i < rows; i++)
        {
            fit.Add((ulong)i, Names[actions[i]], contexts.AsSpan(i * Features, Features), rewards[i]);
        }

        OffPolicyReport robust = Evaluate(fit.Build(), contexts, actions, rewards).Report(1);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows} rows, one thread: SNIPS {snips.SelfNormalized.Value:0.0000} in {snipsTime.TotalSeconds:0.0} s; DR {robust.DoublyRobust.Value:0.0000} (s.e. {robust.DoublyRobust.StandardError:0.00000} against IPS {robust.InversePropensity.StandardError:0.00000}) in {clock.Elapsed.TotalSeconds:0.0} s"));
    }

    private static OffPolicyEvaluator Evaluate(CrossFittedRewards model, float[] contexts, byte[] actions, float[] rewards)
    {
        var evaluator = new OffPolicyEvaluator(new OffPolicyOptions());
        Span<double> predicted = stackalloc double[Actions];
        for (int i = 0; i < actions.Length; i++)
        {
            double value = 0;
            for (int a = 0; a < Actions; a++)
            {
                predicted[a] = model.Predict((ulong)i, Names[a], contexts.AsSpan(i * Features, Features), 0, 1);
                value += Target((byte)a) * predicted[a];
            }

            evaluator.Add((ulong)i, new LoggedOutcome(
                Logged(actions[i]), Target(actions[i]), rewards[i], predicted[actions[i]], Math.Clamp(value, 0, 1)));
        }

        return evaluator;
    }

    private static (float[] Contexts, byte[] Actions, float[] Rewards) Draw(int rows)
    {
        var rng = new Rng(1);
        float[] contexts = new float[rows * Features], rewards = new float[rows];
        byte[] actions = new byte[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < Features; j++)
            {
                contexts[(i * Features) + j] = (float)rng.NextDouble();
            }

            actions[i] = (byte)(rng.NextDouble() is var u && u < 0.55 ? 0 : 1 + (int)((u - 0.55) / 0.15));
            rewards[i] = rng.NextDouble() < 0.2 + (0.6 * contexts[(i * Features) + actions[i]]) ? 1 : 0;
        }

        return (contexts, actions, rewards);
    }

    private static double Logged(byte action) => action == 0 ? 0.55 : 0.15;

    private static double Target(byte action) => action == 1 ? 0.7 : 0.1;
}
