using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRouter.Gateway;
using OrleansRouter.Gateway.Hosting;
using OrleansRouter.Grains.Hosting;
using OrleansRouter.Grains.Tenants;
using OrleansRouter.Learning.Statistics;
using OrleansRouter.Storage;
using OrleansRouter.Storage.Relational;

namespace OrleansRouter.Benchmarks.Tenants;

/// <summary>A gateway over a store with very many tenants: how long it takes to start, what a tenant takes in memory, how fast a grain wakes up.</summary>
internal static class TenantScale
{
    private const int Active = 10_000;

    /// <param name="tenants">How many.</param>
    /// <param name="address">An empty database; null: a SQLite file that goes away.</param>
    public static async Task PrintAsync(int tenants, string? address)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("orleans-router-tenants-");
        try
        {
            var options = new GatewayOptions { Store = address ?? Path.Combine(folder.FullName, "bench.db"), Urls = "http://127.0.0.1:0", SimulatedQueries = 200 };
            await using (await StartAsync(options))
            {
                // The first start makes the simulated pool and its policy; it is not what is measured.
            }

            (double emptyMs, long emptyBytes) = await StartedAsync(options, _ => Task.CompletedTask);
            var clock = Stopwatch.StartNew();
            await FillAsync(options.Store, tenants);
            Console.WriteLine(Line($"{tenants:N0} tenants written in {clock.Elapsed.TotalSeconds:F1} s"));
            (double fullMs, long fullBytes) = await StartedAsync(options, gateway => MeasureActivationsAsync(gateway, tenants));
            Console.WriteLine(Line($"start to listening: {emptyMs:F0} ms with one tenant, {fullMs:F0} ms with all"));
            Console.WriteLine(Line($"memory of an idle tenant: {(fullBytes - emptyBytes) / (double)tenants:F0} bytes"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(double Milliseconds, long Bytes)> StartedAsync(GatewayOptions options, Func<GatewayApplication, Task> measure)
    {
        var clock = Stopwatch.StartNew();
        await using GatewayApplication gateway = await StartAsync(options);
        double milliseconds = clock.Elapsed.TotalMilliseconds;
        long bytes = GC.GetTotalMemory(forceFullCollection: true);
        await measure(gateway);
        return (milliseconds, bytes);
    }

    private static async Task<GatewayApplication> StartAsync(GatewayOptions options)
    {
        GatewayApplication gateway = await GatewayHost.BuildAsync(options, configure: builder => builder.Logging.ClearProviders());
        await gateway.StartAsync();
        return gateway;
    }

    private static async Task FillAsync(string address, int tenants)
    {
        await using RelationalStore store = await Stores.OpenAsync(address);
        string kind = GrainCatalog.Default.Get(typeof(ITenantGrain)).StateKind!;
        await Parallel.ForAsync(0, tenants, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, token) => await store.States.WriteAsync(
            kind, Id(i), 0, GrainJson.Write(new TenantState { DisplayName = $"Tenant {i}", AllowedModels = ["sim-1", "sim-2"], Revision = 1 }), token));
    }

    private static async Task MeasureActivationsAsync(GatewayApplication gateway, int tenants)
    {
        var grains = gateway.Services.GetRequiredService<IGrainHost>();
        await grains.GetGrain<ITenantGrain>(Id(tenants - 1)).GetAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var milliseconds = new double[Math.Min(Active, tenants - 1)];
        for (int i = 0; i < milliseconds.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await grains.GetGrain<ITenantGrain>(Id(i)).GetAsync();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        long bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Array.Sort(milliseconds);
        Console.WriteLine(Line(
            $"cold activation, {milliseconds.Length:N0} grains one after the other: p50 {Quantile.OfSorted(milliseconds, 0.5):F3} ms, p99 {Quantile.OfSorted(milliseconds, 0.99):F3} ms"));
        Console.WriteLine(Line($"memory of an active grain: {bytes / (double)milliseconds.Length:F0} bytes"));
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"tenant-{i:D6}");

    private static string Line(FormattableString text) => FormattableString.Invariant(text);
}
