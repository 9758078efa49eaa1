using System.Collections.Frozen;
using OrleansRouter.Learning;
using OrleansRouter.Learning.Causal;

namespace OrleansRouter.Routing.MetaRouter;

/// <summary>Every way of learning m̂, found by name: one per effect learner, and the public classes of this assembly that implement <see cref="IGainEstimator"/>.</summary>
public static class GainEstimators
{
    private static readonly FrozenDictionary<string, IGainEstimator> ByName =
        Registry<IGainEstimator>.Scan(typeof(GainEstimators).Assembly).All
            .Concat(CateLearners.Registry.All.Select(learner => new CorrectedEstimator(learner)))
            .ToFrozenDictionary(x => x.Name, StringComparer.Ordinal);

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The estimator called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that exist.</exception>
    public static IGainEstimator Get(string name) => ByName.TryGetValue(name, out IGainEstimator? found)
        ? found
        : throw new ArgumentException($"No gain estimator '{name}'; there are: {string.Join(", ", Names)}.");
}
