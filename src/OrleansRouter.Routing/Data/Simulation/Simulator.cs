using System.Globalization;
using OrleansRouter.Learning.Numerics;

namespace OrleansRouter.Routing.Data.Simulation;

/// <summary>Makes declared, seeded data, so that a clone without any data can train, serve and be tested. Everything it makes says that it is simulated.</summary>
public static partial class Simulator
{
    /// <summary>Stream 0 draws the world; query i has stream i + 1, so that a longer simulation begins with the same queries.</summary>
    private static Rng QueryRng(SimulationOptions options, int query) => Rng.Stream(options.Seed, (ulong)query + 1);

    private static Matrix<double> NewMatrix(SimulationOptions options) => new(options.Queries, options.Models);

    private static string[] ModelNames(SimulatedWorld world) => [.. world.Models.Select(x => x.Name)];

    private static string Source(string kind, SimulationOptions options) => string.Create(CultureInfo.InvariantCulture,
        $"simulated {kind}: {options.Queries} queries, {options.Models} models, {options.Tasks} tasks, seed {options.Seed}");

    /// <summary>1 with the given probability, else 0.</summary>
    private static double Bernoulli(Rng rng, double probability) => rng.NextDouble() < probability ? 1 : 0;

    /// <summary>A whole number of tokens with exactly the given mean, spread evenly over ±25 %.</summary>
    private static double DrawTokens(Rng rng, double mean) => Math.Floor((mean * (0.75 + (0.5 * rng.NextDouble()))) + rng.NextDouble());
}
