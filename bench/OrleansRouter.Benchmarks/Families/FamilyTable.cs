using System.Diagnostics;
using System.Globalization;
using OrleansRouter.Learning.Numerics;
using OrleansRouter.Learning.Serialization;
using OrleansRouter.Routing;
using OrleansRouter.Routing.Families;

namespace OrleansRouter.Benchmarks.Families;

/// <summary>
/// What one decision of each family costs in process, as a table: 384 dimensions, 6 models, kNN with 10,000 queries. Every decision is
/// timed by itself, so that the quantiles are those of decisions, not of means.
/// </summary>
internal static class FamilyTable
{
    private const int Distinct = 1_024, WarmUp = 4_000, Timed = 20_000, BatchRows = 16_384;

    /// <param name="isotropic">Whether queries lie in all directions alike.</param>
    public static void Print(bool isotropic)
    {
        Matrix<float> queries = FamilyWorlds.Queries(Distinct, seed: 3, isotropic);
        Console.WriteLine("| family | p50 | p99 | batch, one thread | batch, all threads | allocated per decision | file |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (string name in FamilyWorlds.Names)
        {
            IRouter router = FamilyWorlds.Train(name, isotropic);
            (double p50, double p99, double allocated) = Time(router, queries);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {p50:F1} µs | {p99:F1} µs | {Throughput(router, queries, 1):N0}/s | {Throughput(router, queries, Environment.ProcessorCount):N0}/s | {allocated:F0} B | {FileBytes(router) / 1e6:F2} MB |"));
        }
    }

    private static (double P50, double P99, double Allocated) Time(IRouter router, Matrix<float> queries)
    {
        var scores = new CandidateScore[router.Models.Count];
        double[] micros = new double[Timed];
        long allocated = 0;
        for (int i = -WarmUp; i < Timed; i++)
        {
            allocated = i == 0 ? GC.GetAllocatedBytesForCurrentThread() : allocated;
            long start = Stopwatch.GetTimestamp();
            router.Score(queries.Row((i + WarmUp) % Distinct), Preference.Default, scores);
            micros[Math.Max(i, 0)] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
        }

        double perDecision = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)Timed;
        Array.Sort(micros);
        return (micros[Timed / 2], micros[Timed * 99 / 100], perDecision);
    }

    private static double Throughput(IRouter router, Matrix<float> queries, int threads)
    {
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, BatchRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new CandidateScore[router.Models.Count], (i, _, scores) =>
        {
            router.Score(queries.Row(i % Distinct), Preference.Default, scores);
            return scores;
        }, _ => { });
        return BatchRows / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static long FileBytes(IRouter router)
    {
        using var stream = new MemoryStream();
        router.Write(new ModelWriter(stream));
        return stream.Length;
    }
}
