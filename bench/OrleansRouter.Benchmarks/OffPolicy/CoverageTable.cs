using System.Globalization;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.OffPolicy;
using OrleansRouter.Routing.Evidence;
using OrleansRouter.Routing.Policies;
using OrleansRouter.TestKit.Routing;

namespace OrleansRouter.Benchmarks.OffPolicy;

/// <summary>How often intervals cover the truth, and how far estimates are from it, over many simulated logs of one size.</summary>
internal static class CoverageTable
{
    public static void Print(int runs, int rows, double floor, double cap)
    {
        var world = new EvidenceWorld(1);
        Policy logging = world.Policy(skill: 0.3, seed: 2), target = world.Policy(skill: 0.8, seed: 3);
        double truth = world.ValueOf(target, floor), logged = world.ValueOf(logging, floor);
        var reports = new OffPolicyReport[runs];
        Parallel.For(0, runs, new ParallelOptions { MaxDegreeOfParallelism = 1 }, run =>
        {
            LoggedChoice[] log = [.. world.Log(logging, floor, rows, Rng.Stream(77, (ulong)run))];
            var options = new PolicyEvaluationOptions { Seed = (ulong)run, MaxWeight = cap };
            var evaluator = new PolicyEvaluator(target, options);
            Array.ForEach(log, evaluator.Learn);
            Array.ForEach(log, evaluator.Add);
            reports[run] = evaluator.Report().Estimates!;
        });

        Console.WriteLine(Text($"{runs} logs of {rows} rows, floor {floor}, cap {cap}: logging policy {logged:0.0000}, evaluated {truth:0.0000}, expected with the cap {world.ClippedValueOf(target, logging, floor, cap):0.0000}"));
        Console.WriteLine(Text($"effective sample size: mean {reports.Average(r => r.EffectiveSampleSize):0}; largest weight {reports.Max(r => r.LargestWeight):0.0}; clipped rows {reports.Average(r => r.ClippedShare):P2}, mass {reports.Average(r => r.ClippedMass):0.0000}"));
        Console.WriteLine("| estimator | mean − truth | r.m.s. error | reported clipping bias | covered | mean length | gain covered | guaranteed covered |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Row("logging", r => r.Logged, logged);
        Row("IPS", r => r.InversePropensity, truth, logged);
        Row("SNIPS", r => r.SelfNormalized, truth, logged);
        Row("DR", r => r.DoublyRobust, truth, logged);

        void Row(string name, Func<OffPolicyReport, object> of, double value, double? baseline = null)
        {
            object[] found = [.. reports.Select(of)];
            if (found[0] is OffPolicyInterval)
            {
                OffPolicyInterval[] intervals = [.. found.Cast<OffPolicyInterval>()];
                Console.WriteLine(Text($"| {name} | {intervals.Average(i => i.Value) - value:+0.0000;-0.0000} | {Rms(intervals.Select(i => i.Value - value)):0.0000} | – | {Covered(intervals, value)} | {intervals.Average(i => i.High - i.Low):0.000} | – | – |"));
                return;
            }

            OffPolicyEstimate[] e = [.. found.Cast<OffPolicyEstimate>()];
            OffPolicyInterval[] own = [.. e.Select(x => new OffPolicyInterval(x.Value, 0, x.Low, x.High))];
            OffPolicyInterval[] sure = [.. e.Select(x => new OffPolicyInterval(x.Value, 0, x.GuaranteedLow ?? 0, x.GuaranteedHigh ?? 0))];
            Console.WriteLine(Text($"| {name} | {e.Average(x => x.Value) - value:+0.0000;-0.0000} | {Rms(e.Select(x => x.Value - value)):0.0000} | {e.Average(x => x.ClippingBias):+0.0000;-0.0000;0} | {Covered(own, value)} | {own.Average(i => i.High - i.Low):0.000} | {Covered([.. e.Select(x => x.Gain)], value - baseline!.Value)} | {(e[0].GuaranteedLow is null ? "–" : Covered(sure, value))} |"));
        }
    }

    private static string Covered(OffPolicyInterval[] intervals, double truth) =>
        ((double)intervals.Count(i => i.Low <= truth && truth <= i.High) / intervals.Length).ToString("0.0 %", CultureInfo.InvariantCulture);

    private static double Rms(IEnumerable<double> errors) => Math.Sqrt(errors.Average(e => e * e));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
